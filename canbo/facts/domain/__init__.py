"""From dated records to facts as of a day: pure Polars transformations, frames in and frames out.

A frame of records has the columns id, person_id, valid_from, valid_before, attested_on (text, ISO codes of partial
dates) and the fields of its kind; only records known at the moment asked are in it. Null is "not known" throughout.
"""
