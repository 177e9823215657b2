"""Writes of personal data rights: requests, corrections, campaigns, restrictions, erasures, breaches."""
