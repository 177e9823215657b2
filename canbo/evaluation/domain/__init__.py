"""The rules of scoring and the mirror, without a database."""
