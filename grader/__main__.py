"""``python -m grader`` is the command ``grader``."""

import sys

from grader.cli import run_as_program

if __name__ == "__main__":
    sys.exit(run_as_program())
