"""Files of the offices opened safely and given as sheets of values. Pure, no database."""
