"""Import of a roster end to end against reading alone with calamine: time, ratio, peak memory.

python bench/bench_import.py --rows 100000
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from measure import figure, peak, timed
from office import AS_OF, set_up
from roster import write_roster


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--file", type=Path, help="a roster made before by generate.py")
    parser.add_argument("--data-dir", help="an empty data directory (a temporary one unless named)")
    parser.add_argument("--again", action="store_true", help="import the same workbook a second time as well")
    parser.add_argument("--profile", type=Path, help="write a cProfile of the import here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="canbo-bench-") as scratch:
        path = arguments.file or Path(scratch) / "roster.xlsx"
        if arguments.file is None:
            with timed(f"workbook of {arguments.rows:,} rows"):
                write_roster(path, arguments.rows, as_of=AS_OF)
        # Reading alone in a process of its own, so that its memory is not counted as the importer's.
        reading, reading_cpu = min(_alone(path) for _ in range(3))
        figure("calamine reads the sheet", reading, "s")
        set_up(arguments.data_dir or str(Path(scratch) / "data"))
        taken, processor = _import(path, "import, end to end", arguments.profile)
        figure("end to end / reading alone (at most 12)", taken / reading, "x")
        figure("   the same by processor time, for a busy machine", processor / reading_cpu, "x")
        figure("peak memory of the importing process (under 1500)", peak(), "MB")
        if arguments.again:
            again, _ = _import(path, "the same workbook again", None)
            figure("again / reading alone", again / reading, "x")
            figure("peak memory", peak(), "MB")


def _alone(path: Path) -> tuple[float, float]:
    code = (
        "import sys, time, python_calamine as c\n"
        "begun, cpu = time.perf_counter(), time.process_time()\n"
        "with c.load_workbook(sys.argv[1]) as book:\n"
        "    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)\n"
        "print(time.perf_counter() - begun, time.process_time() - cpu)\n"
    )
    told = subprocess.run([sys.executable, "-c", code, str(path)], check=True, capture_output=True, text=True).stdout
    wall, processor = map(float, told.split())
    return wall, processor


def _import(path: Path, what: str, profile: Path | None) -> tuple[float, float]:
    from canbo.core.access import full_access
    from canbo.imports.services import import_file

    steps: list[tuple[float, int, str]] = []
    begun, processor = time.perf_counter(), time.process_time()

    def report(percent: int, message: str) -> None:
        if not steps or steps[-1][2] != message:
            steps.append((time.perf_counter() - begun, percent, message))

    def work() -> dict[str, Any]:
        return import_file(
            access=full_access(None, "bench"), path=path, kind="roster", today=date(2026, 1, 1), report=report
        )

    if profile is None:
        result = work()
    else:
        import cProfile

        profiler = cProfile.Profile()
        result = profiler.runcall(work)
        profiler.dump_stats(profile)
    taken, processor = time.perf_counter() - begun, time.process_time() - processor
    figure(what, taken, "s")
    figure("   of it processor time", processor, "s")
    for (at, _, message), (until, *_) in zip(steps, [*steps[1:], (taken, 100, "")], strict=True):
        if until - at > 0.02 * taken:
            figure(f"   {message}", until - at, "s")
    counts = {
        key: len(value) if isinstance(value, list) else value
        for key, value in result.items()
        if key in ("rows_read", "imported", "existing", "updated", "warned", "refused", "units_created")
    }
    print("   ", counts, flush=True)
    return taken, processor


if __name__ == "__main__":
    main()
