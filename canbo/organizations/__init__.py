"""Units of the State and the Party over time, positions, collegial bodies."""
