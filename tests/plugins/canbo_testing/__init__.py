"""Pytest plugin of the project."""
