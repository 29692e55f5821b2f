"""The options that a class was graded with, kept with its records, so that it can be graded again in the same way."""

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from glob import glob
from pathlib import Path

from grader.batch.read_back import read_options

__all__ = ["OPTIONS", "dump_options", "replay_options", "enter_graded_folder"]

OPTIONS = "options"  # the name under which the store keeps them
NAMES = ("paths", "format", "audience", "phase", "now", "roster", "submitted", "extensions", "late_days_used")
PHASE_OPTIONS = ("phase", "now")
FOLDER = "folder"
PATHS = ("out", "rubric", "output", "submitted", "extensions", "late_days_used")


def dump_options(args: argparse.Namespace) -> str:
    """Keep the options that reports depend on, and the folder that their paths start from, seen from the reports."""
    here = os.path.relpath(Path.cwd(), Path(args.out).resolve())
    return json.dumps({**{name: getattr(args, name) for name in NAMES}, FOLDER: here})


def replay_options(args: argparse.Namespace, options: str) -> argparse.Namespace:
    """Take the options that were kept; those that are given again replace them."""
    before = dict(read_options(options))
    before.pop(FOLDER, None)
    given = {name: value for name, value in vars(args).items() if value is not None}
    if any(name in given for name in PHASE_OPTIONS):
        before |= dict.fromkeys(PHASE_OPTIONS)
    return argparse.Namespace(**{**vars(args), **before, **given})


@contextmanager
def enter_graded_folder(args: argparse.Namespace, options: str) -> Iterator[argparse.Namespace]:
    """Work in the folder where a class was graded, so that its paths lead to the same files from anywhere.

    Yields the options. Paths that are given now start from the current folder. If the reports were moved, and none of
    the submissions is in the old folder, all paths start from the current one.
    """
    before = read_options(options)
    home = Path(args.out, before.get(FOLDER, "")).resolve() if FOLDER in before else Path.cwd()
    if home == Path.cwd() or not any(glob(path, root_dir=home) for path in before["paths"]):  # noqa: PTH207
        yield args
        return
    paths = {name: make_absolute(getattr(args, name)) for name in PATHS if getattr(args, name)}
    with chdir(home):
        yield argparse.Namespace(**{**vars(args), **paths})


def make_absolute(given: str | list[str]) -> str | list[str]:
    """The paths of an option that takes one or several, from the root of the file system."""
    return [*map(os.path.abspath, given)] if isinstance(given, list) else os.path.abspath(given)  # noqa: PTH100
