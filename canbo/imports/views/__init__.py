"""Pages of the import guide."""
