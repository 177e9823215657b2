"""Template tags of the common look."""
