"""Pages of sign-in that are ours alone."""
