"""Whose work a file is by its name and folder, in the ways in which learning platforms name what they export.

* Moodle: ``Ada Lovelace_1234567_assignsubmission_file_/answers.yaml``, or the same without folders. The number belongs
to the participant, as in the column *Identifier* of the grading worksheet, and not to the user. Where groups hand in,
the number and the name are those of the group. * Canvas: ``lovelaceada_LATE_12345_678901_answers-1.yaml``: a name,
*LATE*, the numbers of user and file, and the name of the file as it was handed in. Canvas adds ``-1``, ``-2`` if a file
of the same name is handed in again. * Gradescope: ``submission_12345/answers.yaml``, next to a file that names the
student of each folder (``gradescope.py``). * One folder per student: most folders hold one submission, and no
submission is next to the folders.

Canvas's names and student folders also look like names that people choose, so they are only recognised when all files
there have that form. What is inside a student's folder was named by that student, who could name it after somebody
else. So the outermost name counts, and within a name the first part.

>>> read_moodle_name("Ada Lovelace_1234567_assignsubmission_file_")
Claim(naming=<Naming.MOODLE: 'Moodle'>, id='1234567', name='Ada Lovelace', number='')
"""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from posixpath import basename, commonpath, dirname
from typing import NamedTuple

from grader.batch.discovery.found import Claim, Found, Naming

__all__ = ["GRADESCOPE_FOLDER", "Place", "make_absolute", "is_hidden", "add_platform_claims", "drop_earlier_versions"]

MOODLE = re.compile(r"(?P<name>[^_]*)_(?P<number>\d{1,20})_assignsubmission_[a-z]+(?:_.*)?", re.DOTALL)
MOODLE_MARK = "_assignsubmission_"
CANVAS = re.compile(
    r"(?:(?P<name>[^\s.-]+?)_)??(?P<late>LATE_)?(?P<user>\d{1,20}|anon_[A-Za-z0-9]+)_(?P<file>\d{1,20})_(?P<own>.+)",
    re.DOTALL,
)
GRADESCOPE_FOLDER = re.compile(r"submission_\d{1,20}")
AGAIN = re.compile(r"-\d{1,4}(?=\.[^.]*$)")
LEAST_COMPARED = 2  # names; one alone shows no pattern


class Place(NamedTuple):
    """A submission and its path with ``/``, including that of the archive."""

    found: Found
    path: str
    is_archived: bool


Account = Callable[[Place, str], Found | None]
"""Returns the submission with what Gradescope says about the folder at a path; None if it says nothing about it."""
IsEnrolled = Callable[[str], bool]
"""Whether a folder is called like a student on the roster."""


def make_absolute(path: str | Path) -> Path:
    """Return the absolute path; symbolic links are kept, because they may lead elsewhere or nowhere."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def is_hidden(path: str) -> bool:
    """Whether any part of a path is hidden, or is what a Mac adds to archives."""
    return any(part == "__MACOSX" or (part[:1] == "." and part not in (".", "..")) for part in path.split("/"))


def read_moodle_name(name: str) -> Claim | None:
    """Return the claim in the name of a folder or file of Moodle. Names of people have no underscore there."""
    match = MOODLE.fullmatch(name)
    return Claim(naming=Naming.MOODLE, id=match["number"], name=match["name"]) if match else None


def add_platform_claims(
    places: Sequence[Place], account: Account, is_enrolled: IsEnrolled = lambda name: False
) -> list[Found]:
    """Return what was found, with the claims that names and folders make.

    Each archive is looked at by itself, and all files outside archives together. ``account`` is asked about each folder
    that is named as Gradescope names them, ``is_enrolled`` about each other folder.
    """
    together = defaultdict(list)
    for place in places:
        together[place.found.path if place.is_archived else None].append(place)
    named = {
        place.path: found for group in together.values() for place, found in claim_group(group, account, is_enrolled)
    }
    return [named[place.path] for place in places]


def claim_group(group: Sequence[Place], account: Account, is_enrolled: IsEnrolled) -> Iterator[tuple[Place, Found]]:
    """Yield the submissions of one archive or tree, each with the claims of its names and folders."""
    root = commonpath([dirname(place.path) for place in group])
    is_inside = any(read_moodle_name(part) or GRADESCOPE_FOLDER.fullmatch(part) for part in root.split("/"))
    files = [
        place for place in group if not place.found.refusal
    ]  # a folder that is not listed says nothing about these
    is_flat = all(dirname(place.path) == root and not read_moodle_name(basename(place.path)) for place in files)
    canvas = match_canvas_names(files) if files and is_flat and not is_inside else {}
    students = set() if is_inside else find_student_folders(group, root)
    level = None if is_inside or students else find_student_level(group, root, is_enrolled)
    for place in group:
        if place.path in canvas:
            yield place, add_canvas_claim(place.found, canvas[place.path])
        elif students:
            claim = Claim(naming=Naming.FOLDER, id=first_folder_below(root, place.path))
            yield place, replace(place.found, claims=(claim,))
        else:
            yield place, add_outermost_claim(place, root, account, level)


def add_canvas_claim(found: Found, match: re.Match[str]) -> Found:
    """Add what Canvas says in the name of a submission."""
    claim = Claim(naming=Naming.CANVAS, id=match["user"], name=match["name"] or "")
    return replace(found, claims=(claim,), is_marked_late=bool(match["late"]))


def add_outermost_claim(place: Place, root: str, account: Account, level: int | None) -> Found:
    """Add what the outermost name of a platform, or of a student's folder, in the path of a submission says.

    ``level`` is how many folders below ``root`` the folders of students are. Nothing below the outermost name counts,
    even where that itself says nothing. Folders above ``root`` are not from students, so there the search goes on.
    """
    parts = place.path.split("/")
    above = len(root.rstrip("/").split("/"))
    is_within = False
    for count, part in enumerate(parts, start=1):
        if claim := read_moodle_name(part):
            return replace(place.found, claims=(claim,))
        is_gradescope = bool(GRADESCOPE_FOLDER.fullmatch(part))
        if is_gradescope and not is_within and (found := account(place, "/".join(parts[:count]))):
            return found
        if level is not None and count == above + level and count < len(parts):
            return replace(place.found, claims=(Claim(naming=Naming.FOLDER, id=part),))
        if is_gradescope or MOODLE_MARK in part:
            is_within = True
            if count > above:
                break
    return place.found


def find_student_level(group: Sequence[Place], root: str, is_enrolled: IsEnrolled) -> int | None:
    """Return how many folders below ``root`` the outermost folder is that is called like a student; None if none is."""
    folders = {tuple(dirname(place.path)[len(root) :].strip("/").split("/")) for place in group}
    known = {name: is_enrolled(name) for names in folders for name in names if name}
    levels = (level for names in folders for level, name in enumerate(names, start=1) if known.get(name))
    return min(levels, default=None)


def first_folder_below(root: str, path: str) -> str:
    """Return the name of the folder directly below ``root`` on a path."""
    return path[len(root) :].lstrip("/").partition("/")[0]


def match_canvas_names(group: Sequence[Place]) -> dict[str, re.Match[str]]:
    """Return the parts of the names by path if all of them look like Canvas's; otherwise nothing.

    The numbers of files are all different, and a user's number goes with one name: ``week_3_1_ada.yaml`` next to
    ``week_3_1_bob.yaml`` does not come from Canvas.
    """
    matches = {place.path: match for place in group if (match := CANVAS.fullmatch(basename(place.path)))}
    files = {int(match["file"]) for match in matches.values()}
    users = {match["user"] for match in matches.values()}
    names = {(match["user"], match["name"]) for match in matches.values()}
    is_lower = all((name or "") == (name or "").lower() for _, name in names)
    is_enough = len(group) >= LEAST_COMPARED or group[0].is_archived
    is_all = is_enough and is_lower and len(matches) == len(group) == len(files) and len(users) == len(names)
    return matches if is_all else {}


def find_student_folders(group: Sequence[Place], root: str) -> set[str]:
    """Return the names of the folders below ``root`` if they are one for each student; otherwise nothing."""
    counts = Counter(first_folder_below(root, place.path) for place in group)
    is_beside = any(dirname(place.path) == root for place in group)
    is_exported = any(GRADESCOPE_FOLDER.fullmatch(name) or MOODLE_MARK in name for name in counts)
    return set() if is_beside or is_exported or not is_one_for_each(list(counts.values())) else set(counts)


def is_one_for_each(counts: Sequence[int]) -> bool:
    """Whether folders with so many submissions are one for each student: at least two, and most hold one."""
    return len(counts) >= LEAST_COMPARED and 2 * Counter(counts)[1] > len(counts)


def drop_earlier_versions(founds: Sequence[Found]) -> tuple[list[Found], list[tuple[Found, Found]]]:
    """Return the files that count, and each earlier version with the file that replaced it.

    Canvas numbers files in the order of handing in, so the later of two versions has the larger number.
    """
    latest: dict[tuple[str, ...], Found] = {}
    for found in founds:
        version = version_of(found)
        if version:
            now = latest.setdefault(version[0], found)
            if version[1] > (version_of(now) or version)[1]:
                latest[version[0]] = found
    taken = {found.name: latest[version[0]] for found in founds if (version := version_of(found))}
    kept = [found for found in founds if taken.get(found.name, found) is found]
    return kept, [(found, taken[found.name]) for found in founds if taken.get(found.name, found) is not found]


def version_of(found: Found) -> tuple[tuple[str, ...], int] | None:
    """Return what all versions of a file have in common, and its number; None if it has no versions."""
    match = CANVAS.fullmatch(basename(found.name))
    if match is None or not found.claims or found.claims[0].naming != Naming.CANVAS:
        return None
    return (dirname(found.name), match["user"], AGAIN.sub("", match["own"])), int(match["file"])
