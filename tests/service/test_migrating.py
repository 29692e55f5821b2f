"""Several processes migrate at once, as replicas do that start together."""

import multiprocessing
from contextlib import closing

from grader.service.store.database import Database
from grader.service.store.migrating import is_up_to_date, migrate


def migrate_in_process(url: str) -> bool:
    with closing(Database(url)) as database:
        return migrate(database)


def test_of_processes_that_migrate_at_once_one_does_it(url: str) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert sum(pool.map(migrate_in_process, [url] * 4, chunksize=1)) == 1
    with closing(Database(url)) as database:
        assert is_up_to_date(database)
