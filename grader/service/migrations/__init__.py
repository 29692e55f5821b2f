"""How the tables came about, step by step, as Alembic runs it. Start with ``versions``."""
