"""The yearly evaluation: schemes, scores, campaigns, the mirror."""
