"""Pages of personal data: one's own, requests, campaigns, the register, retention, breaches."""
