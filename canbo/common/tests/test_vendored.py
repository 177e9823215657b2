import subprocess
import sys
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[3] / "scripts" / "vendor.py"


def test_the_files_of_others_are_those_that_were_fetched():
    done = subprocess.run([sys.executable, str(VENDOR), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
