"""What students confirm about their worked documents."""

import sqlalchemy as sa
from alembic import op

revision = "worked_documents"
down_revision = "allowances"


def upgrade() -> None:
    op.add_column("submission", sa.Column("confirmed", sa.Text(), nullable=False, server_default=sa.text("''")))
