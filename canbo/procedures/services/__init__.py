"""Writing meetings and votes."""
