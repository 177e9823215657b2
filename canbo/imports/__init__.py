"""Messy workbooks of the offices, read, understood, checked and committed."""
