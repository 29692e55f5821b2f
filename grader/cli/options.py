"""The options by which a class was graded, kept beside its records, so that it can be graded again as it was."""

import argparse
import json
from typing import Any

__all__ = ["OPTIONS", "kept", "replayed"]

OPTIONS = "options"  # the name under which the store keeps them
NAMES = ("paths", "format", "audience", "phase", "now", "roster", "submitted", "extensions")
OF_PHASES = ("phase", "now")


def kept(args: argparse.Namespace) -> str:
    """Return the options that reports depend on."""
    return json.dumps({name: getattr(args, name) for name in NAMES})


def replayed(args: argparse.Namespace, options: str) -> argparse.Namespace:
    """Return the options that were kept, with those that are given again in their place."""
    before: dict[str, Any] = json.loads(options)
    given = {name: value for name, value in vars(args).items() if value is not None}
    if any(name in given for name in OF_PHASES):
        before |= dict.fromkeys(OF_PHASES)
    return argparse.Namespace(**{**vars(args), **before, **given})
