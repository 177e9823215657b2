"""The files: people and their dated records."""
