"""Pure rules of personal data."""
