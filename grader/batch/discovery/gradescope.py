"""What Gradescope writes beside the submissions that it exports: whose each folder is, and when it was handed in.

``submission_metadata.yml`` has an entry for each folder ``submission_12345``. It also holds the results and the history
of every submission and may be large, so that only the parts that are needed are kept while it is read.

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
from grader.batch.discovery.naming import Place, absolute
from grader.errors import DocumentError, printable

__all__ = ["METADATA", "Accounts", "HandedIn", "read_metadata"]

METADATA = "submission_metadata.yml"
BEFORE_ZONE = re.compile(r"\s+(?=(?:Z|[+-]\d\d:?\d\d)$)")
DEEPEST = 4
KEPT_ANCHORS = 10_000
Keys = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class HandedIn:
    """What Gradescope says of one folder: whose it is, several students of a group, and when it was handed in."""

    claims: tuple[Claim, ...] = ()
    instant: datetime | None = None


class Accounts:
    """What Gradescope says of folders. ``archived`` holds those of its files that lie in archives, by their path.

    ``warnings`` has a line for each of them that cannot be read.
    """

    def __init__(self, archived: Mapping[str, Found]) -> None:
        self.archived = archived
        self.warnings: list[str] = []
        self.known: dict[str, Mapping[str, HandedIn]] = {}

    def of(self, place: Place, folder: str) -> Found | None:
        """Return a submission with what is said of a folder above it; None where nothing is said of that folder."""
        path = f"{dirname(folder)}/{METADATA}"
        if path not in self.known:
            source = self.archived.get(path) if place.is_archived else beside(place.found, path)
            self.known[path] = self.told(source) if source else {}
        handed_in = self.known[path].get(basename(folder))
        if handed_in is None:
            return None
        return replace(place.found, claims=handed_in.claims, instant=handed_in.instant)

    def told(self, source: Found) -> Mapping[str, HandedIn]:
        """Return what one file says; nothing where it cannot be read."""
        try:
            return read_metadata(source.read(at_most=limits.MAX_METADATA_BYTES))
        except DocumentError as error:
            why = error.diagnostic.what
        except yaml.YAMLError:
            why = "It is not YAML as Gradescope writes it."
        name = printable(source.name)
        self.warnings.append(f"warning: '{name}' cannot be read, so that the students it names are not known. {why}")
        return {}


def beside(found: Found, path: str) -> Found | None:
    """Return the file at an absolute path above a submission; None where there is none.

    It is called as the submission is, where that was not named from within.
    """
    levels = absolute(found.path).as_posix().count("/") - path.count("/")
    above = found.path.parents
    file = above[levels] / METADATA if levels < len(above) else Path(path)
    return Found(name=str(file), path=file) if os.path.lexists(file) else None


def read_metadata(text: str | bytes) -> dict[str, HandedIn]:
    """Return what the file says of each folder; raises ``yaml.YAMLError`` where it is not YAML."""
    submitters: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    instants: dict[str, datetime | None] = {}
    for path, value in scalars(yaml.parse(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))):
        match path:
            case (folder, ":submitters", index, (":name" | ":sid" | ":email") as key):
                submitters[folder][index][key] = value
            case (folder, ":created_at"):
                instants[folder] = instant_of(value)
    return {
        folder: HandedIn(claims=tuple(claims_of(submitters[folder].values())), instant=instants.get(folder))
        for folder in {**submitters, **instants}
    }


def claims_of(submitters: Iterable[Mapping[str, str]]) -> Iterator[Claim]:
    """Yield a claim for each submitter who can be told from others: by an address, or else by a number."""
    for submitter in submitters:
        email, number = submitter.get(":email", ""), submitter.get(":sid", "")
        if email or number:
            yield Claim(naming=Naming.GRADESCOPE, id=email or number, name=submitter.get(":name", ""), number=number)


def instant_of(text: str) -> datetime | None:
    """Return the instant that Ruby's YAML writes, in UTC where it names no zone; None for anything else."""
    with suppress(ValueError):
        instant = datetime.fromisoformat(BEFORE_ZONE.sub("", text.strip()))
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return None


@dataclass(slots=True)
class Frame:
    """A list or mapping that has been opened: the key, or the place, of what comes next in it."""

    is_mapping: bool
    key: str | None = None
    count: int = field(default=0)

    def step(self, text: str) -> str | None:
        """Take in one part; return the key that it is the value of, or None where it is a key itself."""
        if not self.is_mapping:
            self.count += 1
            return str(self.count)
        key, self.key = self.key, text if self.key is None else None
        return key


def scalars(events: Iterable[Any]) -> Iterator[tuple[Keys, str]]:
    """Yield each text that does not lie too deep, with the keys above it; texts that are referred to count again."""
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
