"""Pure rules of lists of people."""
