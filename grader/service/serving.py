"""Running the service: the pages and some workers in one process, or workers alone."""

import signal
import sys
from collections.abc import Callable
from datetime import datetime
from threading import Event

import uvicorn
from sqlalchemy import Connection

from grader.service.identity.accounts import list_accounts, make_account, make_link
from grader.service.jobs.runner import Runner, now_in_utc
from grader.service.logs import start_logging
from grader.service.settings import Settings
from grader.service.store.database import Database
from grader.service.store.migrating import migrate
from grader.service.web.app import create_app

__all__ = ["prepare_service", "serve", "work"]

GRACE_S = 10  # for requests that are being served when the service is stopped
TURN_S = 0.0005  # of a thread that computes, before the one that takes in requests has its turn; Python's is 0.005
ADMINISTRATOR = "admin"


def prepare_service(settings: Settings, address: str, *, is_demo: bool, say: Callable[[str], None]) -> None:
    """Bring the database up to date, and print links for whoever has none yet."""
    settings.make_folder()
    database = Database(settings.database)
    try:
        migrate(database)
        now = now_in_utc()
        secret = database.write(lambda connection: make_first_administrator(connection, now))
        if secret:
            say(f"Come in as the administrator, once:  {address}/enter/{secret}")
        if is_demo:
            from grader.service.demo import open_demo  # which loads what simulates a class

            links = open_demo(database, now)
            say(f"Look around as an instructor, once:  {address}/enter/{links.instructor}")
            say(f"Look around as a student, once:      {address}/enter/{links.student}")
    finally:
        database.close()


def make_first_administrator(connection: Connection, now: datetime) -> str | None:
    """Return the secret of a link for the administrator; None once that person has chosen a password."""
    if any(account.is_admin and account.password for account in list_accounts(connection)):
        return None
    account = make_account(connection, ADMINISTRATOR, now, display="Administrator", is_admin=True)
    return make_link(connection, account, now)


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the pages until the process is told to stop."""
    start_logging()
    sys.setswitchinterval(TURN_S)
    uvicorn.run(
        create_app(settings),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,  # addresses of links are secrets
        server_header=False,
        proxy_headers=settings.is_behind_proxy,
        timeout_graceful_shutdown=GRACE_S,
        http="h11",  # which keeps to this limit; another parser that happens to be installed knows none
        h11_max_incomplete_event_size=65_536,
    )


def work(settings: Settings, count: int) -> None:
    """Do jobs until the process is told to stop."""
    start_logging()
    database, is_over = Database(settings.database), Event()
    migrate(database)
    runner = Runner(database, count)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *event: is_over.set())
    runner.start()
    is_over.wait()
    runner.close()
    database.close()
