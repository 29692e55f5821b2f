"""The options by which a class was graded, kept beside its records, so that it can be graded again as it was."""

import argparse
import json
import os
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from glob import glob
from pathlib import Path
from typing import Any

__all__ = ["OPTIONS", "kept", "replayed", "where_it_was_graded"]

OPTIONS = "options"  # the name under which the store keeps them
NAMES = ("paths", "format", "audience", "phase", "now", "roster", "submitted", "extensions")
OF_PHASES = ("phase", "now")
FOLDER = "folder"
PATHS = ("out", "rubric", "output", "submitted", "extensions")


def kept(args: argparse.Namespace) -> str:
    """Return the options that reports depend on, and from where their paths count: as seen from the reports."""
    here = os.path.relpath(Path.cwd(), Path(args.out).resolve())
    return json.dumps({**{name: getattr(args, name) for name in NAMES}, FOLDER: here})


def replayed(args: argparse.Namespace, options: str) -> argparse.Namespace:
    """Return the options that were kept, with those that are given again in their place."""
    before: dict[str, Any] = json.loads(options)
    before.pop(FOLDER, None)
    given = {name: value for name, value in vars(args).items() if value is not None}
    if any(name in given for name in OF_PHASES):
        before |= dict.fromkeys(OF_PHASES)
    return argparse.Namespace(**{**vars(args), **before, **given})


@contextmanager
def where_it_was_graded(args: argparse.Namespace, options: str) -> Iterator[argparse.Namespace]:
    """Work in the folder in which a class was graded, so that its paths lead to the same files from anywhere.

    Gives the options with the paths among them that are given now, which count from here. Where the reports were moved,
    so that nothing of the class is in that folder, the paths count from here, too.
    """
    before: dict[str, Any] = json.loads(options)
    home = Path(args.out, before.get(FOLDER, "")).resolve() if FOLDER in before else Path.cwd()
    if home == Path.cwd() or not any(glob(path, root_dir=home) for path in before["paths"]):  # noqa: PTH207
        yield args
        return
    paths = {name: os.path.abspath(getattr(args, name)) for name in PATHS if getattr(args, name)}  # noqa: PTH100
    with chdir(home):
        yield argparse.Namespace(**{**vars(args), **paths})
