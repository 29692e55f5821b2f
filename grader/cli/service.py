"""``grader service``: the database of a service, its people, its backups, and its courses as files."""

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.cli import console
from grader.cli.arguments.services import add_database_arguments, check_installed
from grader.cli.exit_codes import DONE, NOT_RIGHT
from grader.reports.wording import format_count

if TYPE_CHECKING:
    from grader.service.settings import Settings
    from grader.service.store.database import Database

__all__ = ["EXAMPLE", "SUMMARY", "add_arguments", "run"]

SUMMARY = "Look after a service: its database, accounts, backups, and courses as folders of files."
EXAMPLE = "grader service migrate --data grader-data"
ROLES = ("student", "assistant", "instructor")
DEFAULT_URL = "http://localhost:8000"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    add_action(actions, "migrate", "Make the tables of the database, or bring them up to date.", migrate)
    user = add_action(actions, "user", "Make an account, and print a link that lets this person in once.", make_user)
    user.add_argument("name", metavar="NAME", help="what this person signs in with, such as an email address")
    user.add_argument("--display", default="", metavar="NAME", help="the name that pages show (default: NAME)")
    user.add_argument("--admin", action="store_true", help="an administrator: may add courses")
    add_url(user)
    remove = add_action(actions, "delete", "Delete a person for good; class figures and the log stay.", delete_user)
    remove.add_argument("name", metavar="NAME", help="what this person signs in with")
    remove.add_argument("--yes", action="store_true", help="do it; otherwise only what would go is listed")
    invite = add_action(actions, "invite", "Add somebody to a course, and print a link that works once.", invite_member)
    invite.add_argument("name", metavar="NAME", help="what this person signs in with; the account is made if needed")
    invite.add_argument("--course", required=True, metavar="COURSE", help="the course, as in the address of its page")
    invite.add_argument("--role", required=True, choices=ROLES, help="what this person is in the course")
    invite.add_argument("--student", metavar="ID", help="the name in submissions and reports (default: NAME)")
    add_url(invite)
    backup = add_action(actions, "backup", "Write everything to one file, while the service runs.", back_up_database)
    backup.add_argument("file", metavar="FILE", help="the file to write; it must not exist")
    restore = add_action(actions, "restore", "Bring a backup back.", restore_backup)
    restore.add_argument("file", metavar="FILE", help="a file that 'backup' wrote")
    restore.add_argument("--replace", action="store_true", help="replace what is in the database")
    export = add_action(actions, "export", "Write a course to a folder that 'grader grade' can grade.", export_folder)
    export.add_argument("course", metavar="COURSE", help="the course, as in the address of its page")
    export.add_argument("--out", "-o", required=True, metavar="DIR", help="the folder to write; it must not exist")
    bring = add_action(actions, "import", "Bring an exported course into a database without it.", import_folder)
    bring.add_argument("folder", metavar="DIR", help="a folder that 'export' wrote")
    receipt = add_action(actions, "check-receipt", "Say whether this service wrote a receipt.", check_receipt)
    receipt.add_argument("file", metavar="FILE", help="a receipt that a student has kept")
    add_action(actions, "check", "Check that everything is as it was handed in, graded and counted.", check_database)


def add_action(
    actions: Any, name: str, summary: str, work: Callable[[argparse.Namespace, "Settings"], int]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=summary, description=summary, allow_abbrev=False)
    add_database_arguments(parser)
    parser.set_defaults(work=work)
    return parser


def add_url(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--url", default=DEFAULT_URL, metavar="URL", help=f"where the service is reached (default: {DEFAULT_URL})"
    )


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    check_installed()
    from grader.service.settings import Settings

    work: Callable[[argparse.Namespace, Settings], int] = args.work
    return work(args, Settings.of_folder(Path(args.data), args.database))


def open_database(settings: "Settings") -> AbstractContextManager["Database"]:
    from grader.service.upkeep import opening

    return opening.open_database(settings)


def migrate(args: argparse.Namespace, settings: "Settings") -> int:
    from grader.service.store import migrating
    from grader.service.upkeep.opening import hide_password, open_any_database

    with open_any_database(settings) as database:
        is_changed = migrating.migrate(database)
    where = hide_password(settings.database)
    console.say(f"The database at {where} {'is up to date now' if is_changed else 'was up to date already'}.")
    return DONE


def make_user(args: argparse.Namespace, settings: "Settings") -> int:
    from grader.service.upkeep.people import add_user

    now = datetime.now(UTC)
    with open_database(settings) as database:
        made = database.write(
            lambda connection: add_user(connection, args.name, args.display, now, is_admin=args.admin)
        )
    console.say(f"Made the account '{made.account.name}'{' of an administrator' if args.admin else ''}.")
    say_link(args.url, made.secret)
    return DONE


def delete_user(args: argparse.Namespace, settings: "Settings") -> int:
    from grader.service.identity.accounts import get_account_named
    from grader.service.upkeep.deletion.deleting import count_traces, delete_person

    with open_database(settings) as database:
        if not args.yes:
            with database.read() as connection:
                traces = count_traces(connection, get_account_named(connection, args.name))
            counts = ", ".join(format_count(count, name) for name, count in traces.items())
            console.say(f"'{args.name}' has {counts}. Add --yes to delete this person for good.")
            return DONE
        now = datetime.now(UTC)
        made = database.write(
            lambda connection: delete_person(connection, get_account_named(connection, args.name), None, now)
        )
    erased = format_count(made.submissions, "submission")
    console.say(f"Deleted. The scores stay under the name '{made.pseudonym}'; {erased} lost what was handed in.")
    console.say("Backups and exported files still hold this person until they are deleted too.")
    return DONE


def invite_member(args: argparse.Namespace, settings: "Settings") -> int:
    from grader.service.store.courses import Role
    from grader.service.upkeep.people import invite

    now, role, student = datetime.now(UTC), Role(args.role), args.student or args.name
    with open_database(settings) as database:
        made = database.write(lambda connection: invite(connection, args.name, args.course, role, student, now))
    if made.member is not None:
        who, member = made.account.name, made.member
        console.say(f"'{who}' is {member.role} in '{args.course}', and '{member.student}' in submissions.")
    say_link(args.url, made.secret)
    return DONE


def say_link(url: str, secret: str) -> None:
    console.say(f"This link lets the person in, once, within 14 days: {url.rstrip('/')}/enter/{secret}")


def back_up_database(args: argparse.Namespace, settings: "Settings") -> int:
    from grader.service.upkeep.backup import back_up

    with open_database(settings):
        pass  # it exists, and is up to date
    back_up(settings, Path(args.file))
    console.say(f"Backup written to {args.file}, and checked.")
    return DONE


def restore_backup(args: argparse.Namespace, settings: "Settings") -> int:
    from grader.service.upkeep.backup import restore
    from grader.service.upkeep.opening import hide_password

    restore(settings, Path(args.file), may_replace=args.replace)
    console.say(f"The database at {hide_password(settings.database)} is that of the backup now.")
    console.say("Run 'grader service migrate' if the backup is by an earlier version.")
    return DONE


def export_folder(args: argparse.Namespace, settings: "Settings") -> int:
    from grader.service.transfer.exporting import export_course

    with open_database(settings) as database:
        count = export_course(database, args.course, Path(args.out))
    console.say(f"{format_count(count, 'file')} written to {args.out}; start with {Path(args.out) / 'README.md'}.")
    return DONE


def import_folder(args: argparse.Namespace, settings: "Settings") -> int:
    from grader.service.transfer.importing import import_course

    with open_database(settings) as database:
        slug = import_course(database, Path(args.folder), datetime.now(UTC))
    console.say(f"The course '{slug}' is in the database. Its members need new links: grader service invite.")
    return DONE


def check_database(args: argparse.Namespace, settings: "Settings") -> int:
    """Print what is not right; NOT_RIGHT if there is anything."""
    from grader.service.upkeep.inspection import inspect_database

    with open_database(settings) as database:
        found = inspect_database(database)
    if found:
        console.complain(*map(str, found))
        console.complain(f"{format_count(len(found), 'problem')} found.")
        return NOT_RIGHT
    console.say("No problem was found.")
    return DONE


def check_receipt(args: argparse.Namespace, settings: "Settings") -> int:
    """Say whether a receipt is genuine; NOT_RIGHT if it is not."""
    from grader.service.exercises.receipts import is_genuine, read_receipt
    from grader.service.store.keys import get_key

    receipt = read_receipt(Path(args.file))
    with open_database(settings) as database:
        if not is_genuine(receipt, get_key(database, "receipt")):
            console.complain("This service did not write this receipt as it is: it was changed, or is from elsewhere.")
            return NOT_RIGHT
    what = f"submission {receipt['number']} of '{receipt['student']}' to {receipt['course']}/{receipt['exercise']}"
    console.say(f"Genuine: {what}, received {receipt['received']}. The SHA-256 of the file is {receipt['sha256']}.")
    return DONE
