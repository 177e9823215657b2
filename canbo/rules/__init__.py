"""The vocabulary of facts, and the rules written in it."""
