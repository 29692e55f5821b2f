"""Whose work a file is by its name and folder: the ways in which learning platforms name what they export.

* Moodle: ``Ada Lovelace_1234567_assignsubmission_file_/answers.yaml``, or the same without folders. The number is the
  participant's, as in the column *Identifier* of the grading worksheet, and not the user's; where groups hand in, it is
  the group's, and the name is too.
* Canvas: ``lovelaceada_LATE_12345_678901_answers-1.yaml``: a name, *LATE*, the numbers of user and file, and the name
  of the file as it was handed in. Canvas puts ``-1``, ``-2`` behind what is handed in again under one name.
* Gradescope: ``submission_12345/answers.yaml``, beside a file that tells whose each folder is (``gradescope.py``).
* One folder per student: most folders beside each other hold one submission, and none lies next to them.

Names of Canvas and folders of students look like what people call files too, and so are recognised only by comparing
what lies side by side. What is inside a student's folder has been named by that student, who could call it after
somebody else: so the outermost name counts, and in a name the part that stands first.

>>> moodle("Ada Lovelace_1234567_assignsubmission_file_")
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

__all__ = ["GRADESCOPE_FOLDER", "Place", "absolute", "is_hidden", "named_by_platform", "without_earlier_versions"]

MOODLE = re.compile(r"(?P<name>[^_]*)_(?P<number>\d{1,20})_assignsubmission_[a-z]+(?:_.*)?", re.DOTALL)
MOODLE_MARK = "_assignsubmission_"
CANVAS = re.compile(
    r"(?:(?P<name>[^\s.-]+?)_)??(?P<late>LATE_)?(?P<user>\d{1,20}|anon_[A-Za-z0-9]+)_(?P<file>\d{1,20})_(?P<own>.+)",
    re.DOTALL,
)
GRADESCOPE_FOLDER = re.compile(r"submission_\d{1,20}")
AGAIN = re.compile(r"-\d{1,4}(?=\.[^.]*$)")
LEAST_COMPARED = 2


class Place(NamedTuple):
    """A submission and where it lies: the path with ``/``, that of the archive included."""

    found: Found
    path: str
    is_archived: bool


Account = Callable[[Place, str], Found | None]
"""Tells what Gradescope says of a submission by the path of its folder; None where it says nothing of the folder."""


def absolute(path: str | Path) -> Path:
    """Return the absolute path; symbolic links stay, because following one may lead elsewhere or nowhere."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def is_hidden(path: str) -> bool:
    """Whether any part of a path is hidden, or is what a Mac adds to archives."""
    return any(part == "__MACOSX" or (part[:1] == "." and part not in (".", "..")) for part in path.split("/"))


def moodle(name: str) -> Claim | None:
    """Return what Moodle says in the name of a folder or file; it has no underscores in what people are called."""
    match = MOODLE.fullmatch(name)
    return Claim(naming=Naming.MOODLE, id=match["number"], name=match["name"]) if match else None


def named_by_platform(places: Sequence[Place], account: Account) -> list[Found]:
    """Return what was found, with the claims that names and folders make.

    Each archive is by itself, and all files outside archives are together. ``account`` is asked of each folder that is
    named as Gradescope names them.
    """
    together = defaultdict(list)
    for place in places:
        together[place.found.path if place.is_archived else None].append(place)
    named = {place.path: found for group in together.values() for place, found in claimed(group, account)}
    return [named[place.path] for place in places]


def claimed(group: Sequence[Place], account: Account) -> Iterator[tuple[Place, Found]]:
    """Yield the submissions that lie together, each with what its surroundings say."""
    root = commonpath([dirname(place.path) for place in group])
    is_inside = any(moodle(part) or GRADESCOPE_FOLDER.fullmatch(part) for part in root.split("/"))
    is_flat = all(dirname(place.path) == root and not moodle(basename(place.path)) for place in group)
    canvas = canvas_matches(group) if is_flat and not is_inside else {}
    students = set() if is_inside else student_folders(group, root)
    for place in group:
        if place.path in canvas:
            yield place, with_canvas(place.found, canvas[place.path])
        elif students:
            claim = Claim(naming=Naming.FOLDER, id=first_below(root, place.path))
            yield place, replace(place.found, claims=(claim,))
        else:
            yield place, with_outermost(place, account)


def with_canvas(found: Found, match: re.Match[str]) -> Found:
    """Return a submission with what Canvas says in its name."""
    claim = Claim(naming=Naming.CANVAS, id=match["user"], name=match["name"] or "")
    return replace(found, claims=(claim,), is_marked_late=bool(match["late"]))


def with_outermost(place: Place, account: Account) -> Found:
    """Return a submission with what the outermost name above it says that is Moodle's or Gradescope's."""
    parts = place.path.split("/")
    for count, part in enumerate(parts, start=1):
        if claim := moodle(part):
            return replace(place.found, claims=(claim,))
        if GRADESCOPE_FOLDER.fullmatch(part) and (found := account(place, "/".join(parts[:count]))):
            return found
    return place.found


def first_below(root: str, path: str) -> str:
    """Return the name of the folder directly below a folder above."""
    return path[len(root) :].lstrip("/").partition("/")[0]


def canvas_matches(group: Sequence[Place]) -> dict[str, re.Match[str]]:
    """Return the parts of the names by path, where all of them are such as Canvas gives; else nothing.

    The numbers of files are all different, and a user's number goes with one name: ``week_3_1_ada.yaml`` beside
    ``week_3_1_bob.yaml`` is not Canvas's.
    """
    matches = {place.path: match for place in group if (match := CANVAS.fullmatch(basename(place.path)))}
    files = {int(match["file"]) for match in matches.values()}
    users = {match["user"] for match in matches.values()}
    names = {(match["user"], match["name"]) for match in matches.values()}
    is_lower = all((name or "") == (name or "").lower() for _, name in names)
    is_enough = len(group) >= LEAST_COMPARED or group[0].is_archived
    is_all = is_enough and is_lower and len(matches) == len(group) == len(files) and len(users) == len(names)
    return matches if is_all else {}


def student_folders(group: Sequence[Place], root: str) -> set[str]:
    """Return the names of the folders of students, where that is what the folders below ``root`` are; else nothing."""
    counts = Counter(first_below(root, place.path) for place in group)
    is_beside = any(dirname(place.path) == root for place in group)
    is_exported = any(GRADESCOPE_FOLDER.fullmatch(name) or MOODLE_MARK in name for name in counts)
    return set() if is_beside or is_exported or not is_one_for_each(list(counts.values())) else set(counts)


def is_one_for_each(counts: Sequence[int]) -> bool:
    """Whether folders that hold so many submissions are one for each student: at least two, most of them with one."""
    return len(counts) >= LEAST_COMPARED and 2 * Counter(counts)[1] > len(counts)


def without_earlier_versions(founds: Sequence[Found]) -> tuple[list[Found], list[tuple[Found, Found]]]:
    """Return the files that count, and each earlier version beside the one that took its place.

    Canvas counts files up, so that of two versions of one file the later has the larger number.
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
    """Return what all versions of a file have in common, and its number; None where there are no versions."""
    match = CANVAS.fullmatch(basename(found.name))
    if match is None or not found.claims or found.claims[0].naming != Naming.CANVAS:
        return None
    return (dirname(found.name), match["user"], AGAIN.sub("", match["own"])), int(match["file"])
