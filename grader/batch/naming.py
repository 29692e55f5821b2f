"""Whose work a file is by its name and folder: the ways in which learning platforms name what they export.

* Moodle: ``Ada Lovelace_1234567_assignsubmission_file_/answers.yaml``, or the same without folders. The number is the
  participant's, as in the column *Identifier* of the grading worksheet, and not the user's; where groups hand in, it is
  the group's, and the name is too.
* Canvas: ``lovelaceada_LATE_12345_678901_answers-1.yaml``: a name, *LATE*, the numbers of user and file, and the name
  of the file as it was handed in. Canvas puts ``-1``, ``-2`` behind what is handed in again under one name.
* One folder per student: most folders beside each other hold one submission, and none lies next to them.

The last two look like what people call files too, and so are recognised only by comparing what lies side by side.

>>> moodle("week3/Ada Lovelace_1234567_assignsubmission_file_/answers.yaml")
Claim(naming=<Naming.MOODLE: 'Moodle'>, id='1234567', name='Ada Lovelace', number='')
"""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from posixpath import basename, dirname
from typing import NamedTuple

from grader.batch.found import Claim, Found, Naming

__all__ = ["GRADESCOPE_FOLDER", "Place", "absolute", "is_hidden", "named_by_platform", "without_earlier_versions"]

MOODLE = re.compile(r"(?P<name>.*)_(?P<number>\d{1,20})_assignsubmission_[a-z]+(?:_.*)?", re.DOTALL)
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


def absolute(path: str | Path) -> Path:
    """Return the absolute path; symbolic links stay, because following one may lead elsewhere or nowhere."""
    return Path(os.path.abspath(path))  # noqa: PTH100


def is_hidden(path: str) -> bool:
    """Whether any part of a path is hidden, or is what a Mac adds to archives."""
    return any(part == "__MACOSX" or (part[:1] == "." and part not in (".", "..")) for part in path.split("/"))


def moodle(path: str) -> Claim | None:
    """Return what Moodle says in a file's name, or in that of a folder above it."""
    for part in reversed(path.split("/")):
        if match := MOODLE.fullmatch(part):
            return Claim(naming=Naming.MOODLE, id=match["number"], name=match["name"])
    return None


def named_by_platform(places: Sequence[Place]) -> list[Found]:
    """Return what was found, with the claims that names and folders make; what has claims already keeps them."""
    by_folder = defaultdict(list)
    for place in places:
        by_folder[dirname(place.path)].append(place)
    canvas = {place.path: match for folder in by_folder.values() for place, match in canvas_matches(folder)}
    students = student_folders(by_folder)
    return [with_claim(place, canvas.get(place.path), students) for place in places]


def with_claim(place: Place, canvas: re.Match[str] | None, students: Mapping[str, str]) -> Found:
    """Return one submission with what its surroundings say."""
    found = place.found
    if found.claims:
        return found
    if canvas:
        claim = Claim(naming=Naming.CANVAS, id=canvas["user"], name=canvas["name"] or "")
        return replace(found, claims=(claim,), is_marked_late=bool(canvas["late"]))
    claim_or_none = moodle(place.path) or folder_claim(students.get(dirname(place.path)))
    return replace(found, claims=(claim_or_none,)) if claim_or_none else found


def folder_claim(name: str | None) -> Claim | None:
    """Return what the name of a student's folder says."""
    return Claim(naming=Naming.FOLDER, id=name) if name else None


def canvas_matches(folder: Sequence[Place]) -> list[tuple[Place, re.Match[str]]]:
    """Return the parts of the names in one folder, where all of them are such as Canvas gives; else nothing.

    The numbers of files are all different, and a user's number goes with one name: ``week_3_1_ada.yaml`` beside
    ``week_3_1_bob.yaml`` is not Canvas's.
    """
    matches = [(place, match) for place in folder if (match := CANVAS.fullmatch(basename(place.path)))]
    files = {int(match["file"]) for _, match in matches}
    users = {match["user"] for _, match in matches}
    names = {(match["user"], match["name"]) for _, match in matches}
    is_lower = all((match["name"] or "") == (match["name"] or "").lower() for _, match in matches)
    is_enough = len(matches) >= LEAST_COMPARED or (bool(matches) and folder[0].is_archived)
    if is_enough and is_lower and len(matches) == len(folder) == len(files) and len(users) == len(names):
        return matches
    return []


def student_folders(by_folder: Mapping[str, Sequence[Place]]) -> dict[str, str]:
    """Return the folders that stand for students, each with its name."""
    beside = defaultdict(list)
    for folder in by_folder:
        if not GRADESCOPE_FOLDER.fullmatch(basename(folder)) and MOODLE_MARK not in basename(folder):
            beside[dirname(folder)].append(folder)
    return {
        folder: basename(folder)
        for parent, folders in beside.items()
        if parent not in by_folder and is_one_for_each([len(by_folder[folder]) for folder in folders])
        for folder in folders
    }


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
