"""Procedures: the steps of a piece of cadre work, their meetings, ballots, tallies and papers."""
