"""Pages of the file of a person."""
