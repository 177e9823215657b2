"""Pure rules of the organisation: the tree of a day, timelines, titles."""
