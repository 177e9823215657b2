"""The columnar picture of all files as of a day."""
