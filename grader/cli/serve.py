"""``grader serve``: the service, with its pages, on this machine."""

import argparse
import gc
import os
from pathlib import Path

from grader.cli import console
from grader.cli.arguments.services import (
    add_database_arguments,
    add_worker_arguments,
    check_installed,
    parse_count,
)
from grader.cli.exit_codes import DONE

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Serve pages on which students hand in and practise, and staff grade a class."
EXAMPLE = "grader serve --demo"
MOST_READERS = 4  # processes that read what people type, each with about 60 MB


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_database_arguments(parser)
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="HOST",
        help="the address to listen at (default: 127.0.0.1, this machine)",
    )
    parser.add_argument("--port", type=parse_count, default=8000, metavar="N", help="the port (default: 8000)")
    parser.add_argument(
        "--host-name",
        action="append",
        default=[],
        metavar="NAME",
        help="a name at which browsers ask for the service, such as grader.example.edu; may be given several times",
    )
    parser.add_argument(
        "--behind-proxy",
        action="store_true",
        help="a proxy in front of the service speaks HTTPS with browsers: send cookies over HTTPS alone",
    )
    add_worker_arguments(parser)
    parser.add_argument("--demo", action="store_true", help="make a course to look around in, and print links to it")


def run(args: argparse.Namespace) -> int:
    """Serve until somebody stops it."""
    check_installed()
    gc.disable()  # modules create no garbage while they are imported, and a start should be quick
    from grader.service.serving import prepare_service, serve
    from grader.service.settings import LOCAL_HOSTS, Settings

    gc.freeze()
    gc.enable()
    settings = Settings.of_folder(
        Path(args.data),
        args.database,
        hosts=(*LOCAL_HOSTS, args.host, *args.host_name),
        is_behind_proxy=args.behind_proxy,
        workers=args.workers,
        readers=min(os.cpu_count() or 1, MOST_READERS),
    )
    shown = args.host_name[0] if args.host_name else f"{args.host}:{args.port}"
    address = f"{'https' if args.behind_proxy else 'http'}://{shown}"
    prepare_service(settings, address, is_demo=args.demo, say=console.say)
    console.say(f"Serving at {address}. Stop it with Ctrl-C.")
    console.flush()
    serve(settings, args.host, args.port)
    return DONE
