"""What every route needs: the database, the workers, the settings, and the time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import Request

from grader.service.exercises.deciding import forget_decisions
from grader.service.exercises.equal_items import forget_items
from grader.service.exercises.opened import Shelf
from grader.service.identity.throttle import Throttle
from grader.service.jobs.runner import Runner
from grader.service.settings import Settings
from grader.service.store.database import Database
from grader.service.typed.readers import Readers
from grader.service.web.budgets import Budget, make_reading_budget, make_sending_budget
from grader.service.web.watching import Meter

__all__ = ["Service", "get_service"]


@dataclass(frozen=True)
class Service:
    """The parts of a running service."""

    settings: Settings
    database: Database
    runner: Runner
    clock: Callable[[], datetime]
    readers: Readers
    meter: Meter = field(default_factory=Meter)
    reading: Budget = field(default_factory=make_reading_budget)
    sending: Budget = field(default_factory=make_sending_budget)
    throttle: Throttle = field(default_factory=Throttle)
    shelf: Shelf = field(default_factory=Shelf)

    def forget(self) -> None:
        """Keep in memory nothing that people wrote: one of them was deleted. It is read again when it is needed."""
        forget_items()
        forget_decisions()
        self.readers.forget()


def get_service(request: Request) -> Service:
    """Return the service that a request is made to."""
    service: Service = request.app.state.service
    return service
