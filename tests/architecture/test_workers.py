"""A worker is a process of its own: it knows every kind of work once the apps are ready, without any page."""

import re
import subprocess
import sys

from .layers import sources

_KNOWN = """
import django
django.setup()
from canbo.jobs import services
print("\\n".join(services._KINDS))
"""


def test_a_worker_knows_every_kind_of_work():
    stated = {
        kind
        for path in sources()
        for kind in re.findall(r'^@job_kind\("([^"]+)"\)', path.read_text("utf-8"), re.MULTILINE)
    }
    assert "evaluation.open" in stated
    known = subprocess.run([sys.executable, "-c", _KNOWN], capture_output=True, text=True, timeout=120, check=True)
    assert stated - set(known.stdout.split()) == set()
