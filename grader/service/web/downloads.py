"""Files that are sent to be saved, never to be shown by the browser."""

import os
from collections.abc import Iterator
from typing import IO

from fastapi.responses import Response, StreamingResponse

__all__ = ["attach", "send_file", "send_in_pieces"]

PIECE_BYTES = 65_536


def attach(name: str) -> dict[str, str]:
    """Return the header with which a response is saved as a file."""
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def send_file(data: bytes, media_type: str, name: str) -> Response:
    """Send the bytes of a file under a name."""
    return Response(data, media_type=media_type, headers=attach(name))


def send_in_pieces(file: IO[bytes], name: str) -> StreamingResponse:
    """Send a file piece by piece, with its length, so that a browser can show how far it is; then close it."""
    headers = {**attach(name), "Content-Length": str(file.seek(0, os.SEEK_END))}
    return StreamingResponse(read_pieces(file), media_type="application/octet-stream", headers=headers)


def read_pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece
