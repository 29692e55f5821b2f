"""Many submissions: finding them, sharing them out to workers, and keeping the records.

Start with ``run``. ``discovery/`` finds submissions and their students, ``engines/`` does the work, ``store`` keeps it.
"""
