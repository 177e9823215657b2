"""Reading requests, campaigns, erasures and breaches, never beyond the viewer's scope."""
