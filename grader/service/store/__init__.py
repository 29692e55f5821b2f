"""What the service must not lose: a database by SQLAlchemy Core, SQLite or PostgreSQL.

Start with ``tables``, then ``database``: how it is read and written. There is one module for each question that is
asked of it. Submissions, gradings and the ledger are only ever added to.
"""
