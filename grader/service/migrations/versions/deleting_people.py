"""What is needed to delete a person: submissions without their bytes, and rows of the log without their details."""

import sqlalchemy as sa
from alembic import op

from grader.service.store.tables import Instant

revision = "deleting_people"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("submission", sa.Column("erased", Instant(), nullable=True))
    op.add_column("audit", sa.Column("salt", sa.String(length=64), nullable=False, server_default=sa.text("''")))
