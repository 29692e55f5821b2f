"""Two transactions at the same moment, of which one is made to wait just before its end."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TypeVar

from sqlalchemy import Connection

from grader.service.store.database import Database

__all__ = ["PATIENCE_S", "overlap"]

First, Second = TypeVar("First"), TypeVar("Second")
PATIENCE_S = 0.5  # how long the first is held back; a second that does not wait for it is through by then


def overlap(
    database: Database, first: Callable[[Connection], First], second: Callable[[Connection], Second]
) -> tuple[First, Second | Exception]:
    """Run two functions, the second after the first has done everything but commit; return what each made or raised."""
    has_begun, is_over = Event(), Event()

    def hold(connection: Connection) -> First:
        made = first(connection)
        has_begun.set()
        is_over.wait(PATIENCE_S)
        return made

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(database.write, hold)
        assert has_begun.wait(10), one.exception(0)
        two = pool.submit(database.write, second)
        two.add_done_callback(lambda _: is_over.set())
        made, error = one.result(), two.exception()
        return made, error if isinstance(error, Exception) else two.result()
