"""How the service runs on this machine: its folder, its database, and the address at which it is reached."""

from dataclasses import dataclass
from pathlib import Path

__all__ = ["LOCAL_HOSTS", "Settings"]

LOCAL_HOSTS = ("127.0.0.1", "localhost", "[::1]", "::1")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """``data`` is the folder with everything that the service keeps, ``database`` the URL of its database.

    ``hosts`` are the names at which a browser may ask for it: a request to any other name is refused, so that no other
    site can reach it by a name of its own. ``is_behind_proxy`` says that a proxy in front of it speaks HTTPS with
    browsers: then cookies are sent over HTTPS alone. Beside the pages, ``workers`` jobs are done at once, and
    ``readers`` processes read what people type; without any, the process that serves the pages does it.
    """

    data: Path
    database: str
    hosts: tuple[str, ...] = LOCAL_HOSTS
    is_behind_proxy: bool = False
    workers: int = 1
    readers: int = 0

    def make_folder(self) -> None:
        """Make the folder, which nobody else on this machine may read, unless it is there already."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)

    @classmethod
    def of_folder(cls, data: Path, database: str | None = None, **others: object) -> "Settings":
        """Settings with the database that is used by default: a file of SQLite in the folder."""
        return cls(data=data, database=database or f"sqlite:///{(data / 'grader.sqlite').as_posix()}", **others)  # type: ignore[arg-type]
