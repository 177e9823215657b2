"""Pages of the rules: reading them, entering and signing values."""
