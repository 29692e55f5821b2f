"""The service as a web application: its routes, what guards them, and what is shown when something goes wrong.

>>> from pathlib import Path
>>> from grader.service.settings import Settings
>>> app = create_app(Settings.of_folder(Path("grader-data")))
>>> app.openapi_url
'/api/v1/openapi.json'
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path

from fastapi import FastAPI

from grader.service.jobs.runner import Runner, now_in_utc
from grader.service.settings import Settings
from grader.service.store.database import Database
from grader.service.store.migrating import migrate
from grader.service.typed.readers import Readers
from grader.service.web.faults import add_handlers
from grader.service.web.guard import Guard
from grader.service.web.openapi import add_description
from grader.service.web.service import Service
from grader.service.web.watching import Meter, Watch
from grader.version import __version__

__all__ = ["create_app"]

ROOMS = ("routes", "api")
BUSIEST = ("routes.student",)  # a request is held against the routes in their order, and most come from who types


def create_app(settings: Settings, clock: Callable[[], datetime] = now_in_utc) -> FastAPI:
    """Return the application. Its database is opened, and brought up to date, when it starts."""
    meter = Meter()

    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        settings.make_folder()
        database = Database(settings.database)
        migrate(database)
        runner = Runner(database, settings.workers, clock)
        readers = Readers(settings.readers)
        app.state.service = Service(settings, database, runner, clock, readers, meter)
        runner.start()
        readers.start()
        yield
        runner.close()
        readers.close()
        database.close()

    app = FastAPI(
        title="grader",
        version=__version__,
        summary="Hand in, practise and grade mathematical answers.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # the page that FastAPI offers loads its scripts from another site
        redoc_url=None,
        lifespan=live,
    )
    for name in list_routers():
        app.include_router(import_module(f"grader.service.web.{name}").router)
    add_description(app)
    add_handlers(app)
    app.add_middleware(Guard, hosts=settings.hosts, is_behind_proxy=settings.is_behind_proxy, clock=clock)
    app.add_middleware(Watch, meter=meter)
    return app


def list_routers() -> Sequence[str]:
    """List the modules that have a router."""
    folder = Path(__file__).parent
    found = [f"{room}.{path.stem}" for room in ROOMS for path in sorted((folder / room).glob("[a-z]*.py"))]
    return [*BUSIEST, *(name for name in found if name not in BUSIEST)]
