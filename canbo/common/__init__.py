"""What every app shares: base templates, list pages, charts, page panels, field types, dated records."""
