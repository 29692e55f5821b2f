"""Files that are sent: as attachments, piece by piece, with their length, so that a browser can show how far it is."""

import os
from collections.abc import Iterator
from typing import IO

from fastapi.responses import StreamingResponse

__all__ = ["send_in_pieces"]

PIECE_BYTES = 65_536


def send_in_pieces(file: IO[bytes], name: str) -> StreamingResponse:
    """Return the response that sends a file under a name, and then closes it."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(file.seek(0, os.SEEK_END)),
    }
    return StreamingResponse(read_pieces(file), media_type="application/octet-stream", headers=headers)


def read_pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece
