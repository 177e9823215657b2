"""Pages of meetings and votes."""
