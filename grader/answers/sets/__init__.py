"""Sets of numbers: open ends, credit for pieces, and numbers that are left out. Start with ``pieces``."""
