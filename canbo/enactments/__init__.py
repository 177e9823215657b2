"""What decisions do to the files: subjects, effects on their day, revoking by superseding."""
