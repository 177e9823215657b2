"""Several processes write and read the same picture at once: each reader gets a whole one or none."""

import subprocess
import sys
from pathlib import Path

WORK = """
import sys
from pathlib import Path
import polars as pl
from canbo.facts.store import PictureStore

shelf = PictureStore(Path(sys.argv[1]), kept=2)
number = int(sys.argv[2])
seen = 0
for turn in range(30):
    rows = 500 + number * 100 + turn
    with shelf.building("2026-03-02"):
        shelf.save("2026-03-02", pl.DataFrame({"n": [number] * rows}), {"rows": rows, "number": number})
    for _ in range(3):
        found = shelf.load("2026-03-02")
        if found is not None:
            frame, facts = found
            assert frame.height == facts["rows"] and frame["n"].unique().to_list() == [facts["number"]]
            seen += 1
print(seen)
"""


def test_readers_get_a_whole_picture_while_others_write(tmp_path):
    shelf = tmp_path / "facts"
    workers = [
        subprocess.Popen([sys.executable, "-c", WORK, str(shelf), str(number)], stdout=subprocess.PIPE, text=True)
        for number in range(3)
    ]
    seen = [int(worker.communicate(timeout=120)[0]) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert min(seen) > 30
    assert len(list(Path(shelf).glob("*.arrow"))) == 1
    assert not list(Path(shelf).glob("*.new"))
