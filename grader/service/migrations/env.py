"""What Alembic runs: the migrations, on the connection that ``migrating`` hands over."""

from alembic import context

from grader.service.store.tables import metadata


def run_all() -> None:
    connection = context.config.attributes["connection"]
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=is_sqlite)
    with context.begin_transaction():
        context.run_migrations()


if hasattr(context, "config"):  # only while Alembic runs this file, and not where a test imports every module
    run_all()
