"""Reading the files, never beyond the viewer's scope."""

from canbo.personnel.selectors.contents import FileContents, read_file
from canbo.personnel.selectors.people import file_of, kind_by_key, records, visible_people

__all__ = ["FileContents", "file_of", "kind_by_key", "read_file", "records", "visible_people"]
