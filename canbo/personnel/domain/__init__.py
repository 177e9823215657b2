"""Pure rules of the files."""
