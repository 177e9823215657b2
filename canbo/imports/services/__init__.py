"""Importing lists: reading them, asking about what is in doubt, writing all of a list or nothing, taking it back."""

from canbo.imports.services.importing import describe_mapping, import_file

__all__ = ["describe_mapping", "import_file"]
