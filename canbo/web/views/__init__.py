"""The first page, search, and what the shell around every page asks for."""
