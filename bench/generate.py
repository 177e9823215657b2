"""Make up any number of people, as a workbook or as a database.

python bench/generate.py roster --rows 100000 --to roster.xlsx
python bench/generate.py database --people 100000 --data-dir DIRECTORY
"""

from __future__ import annotations

import argparse
from pathlib import Path

from measure import timed
from office import AS_OF, fill, set_up
from roster import write_roster


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    roster = kinds.add_parser("roster", help="an .xlsx of 35 columns, 2 %% of the rows faulty")
    roster.add_argument("--rows", type=int, default=100_000)
    roster.add_argument("--to", type=Path, default=Path("roster.xlsx"))
    database = kinds.add_parser("database", help="rows in the database of a data directory")
    database.add_argument("--people", type=int, default=100_000)
    database.add_argument("--data-dir", required=True)
    arguments = parser.parse_args()
    if arguments.kind == "roster":
        with timed(f"workbook of {arguments.rows:,} rows"):
            faults = write_roster(arguments.to, arguments.rows, as_of=AS_OF)
        print(f"faulty rows: {sum(faults.values()):,} {faults}")
    else:
        set_up(arguments.data_dir)
        with timed(f"database of {arguments.people:,} people"):
            fill(arguments.people)


if __name__ == "__main__":
    main()
