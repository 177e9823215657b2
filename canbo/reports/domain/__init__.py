"""Counting over the columnar picture: Polars in, frozen dataclasses out; no Django, no clock."""
