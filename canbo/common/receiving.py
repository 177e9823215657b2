"""How files of a request arrive: bounded before the first byte is kept, and never in a plain file on the disk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler


class BoundedUploadHandler(MemoryFileUploadHandler):
    """Hold what arrives in memory, up to CANBO_REQUEST_LIMIT bytes a request; refuse a longer one by its own length."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803  # the name that Django calls it by
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Look at the length of the request."""
        if content_length > settings.CANBO_REQUEST_LIMIT:
            raise RequestDataTooBig(f"{content_length} bytes")
        self.activated = True
