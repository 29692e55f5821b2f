"""What Gradescope writes next to the submissions that it exports: whose each folder is, and when it was handed in.

``submission_metadata.yml`` has an entry for each folder ``submission_12345``. It also holds the results and the history
of every submission and may be large, so it is read as a stream and only the needed parts are kept.

>>> lines = ["submission_7:", "  :submitters:", "  - :sid: '42'", "  :created_at: 2026-11-26 22:00:00.5 Z"]
>>> read_metadata("\\n".join(lines))["submission_7"].instant.isoformat()
'2026-11-26T22:00:00.500000+00:00'
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from posixpath import basename, dirname
from typing import Any

import yaml

from grader import limits
from grader.batch.discovery.found import Claim, Found, Naming
from grader.batch.discovery.naming import Place, make_absolute
from grader.errors import DocumentError, escape_unprintable

__all__ = ["METADATA", "Accounts", "HandedIn", "read_metadata"]

METADATA = "submission_metadata.yml"
BEFORE_ZONE = re.compile(r"\s+(?=(?:Z|[+-]\d\d:?\d\d)$)")
DEEPEST = 4  # levels: folder, ``:submitters``, the place in the list, ``:email``
KEPT_ANCHORS = 10_000  # bounds the memory for a file that is made of anchors
Keys = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedIn:
    """What Gradescope says about one folder: its student, or all students of a group, and when it was handed in."""

    claims: tuple[Claim, ...] = ()
    instant: datetime | None = None


class Accounts:
    """What Gradescope says about folders. ``archived`` holds its metadata files that are in archives, by path.

    ``warnings`` has a line for each file that cannot be read.
    """

    def __init__(self, archived: Mapping[str, Found]) -> None:
        self.archived = archived
        self.warnings: list[str] = []
        self.known: dict[str, Mapping[str, HandedIn]] = {}

    def look_up(self, place: Place, folder: str) -> Found | None:
        """Return a submission with what Gradescope says about a folder above it; None if it says nothing about it."""
        path = f"{dirname(folder)}/{METADATA}"
        if path not in self.known:
            source = self.archived.get(path) if place.is_archived else find_metadata(place.found, path)
            self.known[path] = self.read_file(source) if source else {}
        handed_in = self.known[path].get(basename(folder))
        if handed_in is None:
            return None
        return replace(place.found, claims=handed_in.claims, instant=handed_in.instant)

    def read_file(self, source: Found) -> Mapping[str, HandedIn]:
        """Read one metadata file; the result is empty if that fails."""
        try:
            return read_metadata(source.read(at_most=limits.MAX_METADATA_BYTES))
        except DocumentError as error:
            why = error.diagnostic.what
        except yaml.YAMLError:
            why = "It is not the YAML that Gradescope writes."
        name = escape_unprintable(source.name)
        self.warnings.append(f"warning: '{name}' cannot be read, so the students whom it names are not known. {why}")
        return {}


def find_metadata(found: Found, path: str) -> Found | None:
    """Return the metadata file at an absolute path above a submission; None if there is none.

    Its name in messages is built from that of the submission where that is possible.
    """
    levels = make_absolute(found.path).as_posix().count("/") - path.count("/")
    above = found.path.parents
    file = above[levels] / METADATA if levels < len(above) else Path(path)
    return Found(name=str(file), path=file) if os.path.lexists(file) else None


def read_metadata(text: str | bytes) -> dict[str, HandedIn]:
    """Return what the file says about each folder; raise ``yaml.YAMLError`` if it is not YAML."""
    submitters: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    instants: dict[str, datetime | None] = {}
    for path, value in walk_scalars(yaml.parse(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))):
        match path:
            case (folder, ":submitters", index, (":name" | ":sid" | ":email") as key):
                submitters[folder][index][key] = value
            case (folder, ":created_at"):
                instants[folder] = parse_ruby_time(value)
    return {
        folder: HandedIn(claims=tuple(claims_of(submitters[folder].values())), instant=instants.get(folder))
        for folder in {**submitters, **instants}
    }


def claims_of(submitters: Iterable[Mapping[str, str]]) -> Iterator[Claim]:
    """Yield a claim for each submitter who has an address, or else a number."""
    for submitter in submitters:
        email, number = submitter.get(":email", ""), submitter.get(":sid", "")
        if email or number:
            yield Claim(naming=Naming.GRADESCOPE, id=email or number, name=submitter.get(":name", ""), number=number)


def parse_ruby_time(text: str) -> datetime | None:
    """Parse a time that Ruby's YAML wrote, in UTC if it names no zone; None for anything else."""
    with suppress(ValueError):
        instant = datetime.fromisoformat(BEFORE_ZONE.sub("", text.strip()))
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return None


@dataclass(slots=True)
class Frame:
    """An open list or mapping: the key, or the position, of what comes next in it."""

    is_mapping: bool
    key: str | None = None
    count: int = field(default=0)

    def step(self, text: str) -> str | None:
        """Take in one part; return the key or position that it is the value of, or None if it is itself a key."""
        if not self.is_mapping:
            self.count += 1
            return str(self.count)
        key, self.key = self.key, text if self.key is None else None
        return key


def walk_scalars(events: Iterable[Any]) -> Iterator[tuple[Keys, str]]:
    """Yield each text down to a depth of DEEPEST, with the keys above it; an alias yields its text again."""
    frames: list[Frame] = []
    keys: list[str] = []
    anchors: dict[str, str] = {}
    for event in events:
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            keys.append((frames[-1].step("") or "") if frames else "")
            frames.append(Frame(isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            frames.pop()
            keys.pop()
        elif isinstance(event, yaml.ScalarEvent | yaml.AliasEvent) and frames:
            text = anchors.get(str(event.anchor), "") if isinstance(event, yaml.AliasEvent) else event.value
            if event.anchor and len(anchors) < KEPT_ANCHORS:
                anchors.setdefault(event.anchor, text)
            key = frames[-1].step(text)
            if key is not None and len(frames) <= DEEPEST:
                yield (*keys[1:], key), text
