"""Many submissions: finding them, giving them to workers, and keeping the records.

Start with ``run``. ``discovery/`` finds submissions and their students, ``engines/`` grades them, ``store`` keeps the
records.
"""
