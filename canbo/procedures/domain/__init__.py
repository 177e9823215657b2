"""Pure parts of procedures: counts, tallies, sealed ballots."""
