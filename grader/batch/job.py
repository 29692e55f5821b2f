"""What a batch is about: the same for every submission in it, and sent once to whoever works on it.

Files are sent by content, so that a worker on another machine needs none of them, and so that a rubric which is edited
while a batch runs does not change in the middle of it.
"""

import json
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from grader.documents import Document
from grader.documents.files import read_bytes
from grader.documents.loading import parse_named
from grader.family import plugins
from grader.grading.lateness.extension_file import load_document, with_extensions
from grader.grading.people.override_file import overrides_beside, parse_overrides
from grader.grading.people.overrides import Overrides
from grader.grading.visibility.visibility import View
from grader.rubric import Rubric
from grader.rubric.load import parse_rubric
from grader.rubric.proved import key_path, proved_in, read_key, read_wrong_file, wrong_path
from grader.version import __version__

__all__ = ["Blob", "Job"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Blob:
    """A file by name and content."""

    name: str
    data: bytes

    @classmethod
    def of(cls, path: Path, *, follow_links: bool = False) -> "Blob":
        """Read a file; DocumentError where that cannot be done."""
        return cls(name=str(path), data=read_bytes(path, follow_links=follow_links))


@dataclass(frozen=True, kw_only=True)
class Job:
    """The rubric with its proved key, what people decided, who will read the reports, and in which formats.

    ``formats`` are kinds of the family of report formats. ``extensions`` say who may hand in later.
    """

    rubric_file: Blob
    key_file: bytes = b""
    wrong_file: bytes = b""
    overrides_file: Blob | None = None
    extensions: Document | None = None
    view: View
    formats: tuple[str, ...]

    @classmethod
    def at(cls, rubric: Path, view: View, formats: tuple[str, ...], extensions: Path | None = None) -> "Job":
        """Return the job about the rubric at a path, with the key and the decisions that lie beside it."""
        decisions = overrides_beside(rubric)
        is_there = decisions.exists() or decisions.is_symlink()
        return cls(
            rubric_file=Blob.of(rubric),
            key_file=read_key(key_path(rubric)),
            wrong_file=read_wrong_file(wrong_path(rubric)),
            overrides_file=Blob.of(decisions) if is_there else None,
            extensions=load_document(extensions) if extensions else None,
            view=view,
            formats=formats,
        )

    @cached_property
    def rubric(self) -> Rubric:
        """The rubric, read once in each process; DocumentError with every fault of it, or of the extensions."""
        document = parse_named(lambda: self.rubric_file.data, self.rubric_file.name)
        rubric = parse_rubric(document, proved_in(self.key_file, lambda: self.wrong_file, document.sha256))
        return rubric if self.extensions is None else with_extensions(self.extensions, rubric)

    def seen_as(self, view: View) -> "Job":
        """Return the job for other readers; the rubric need not be read again."""
        other = replace(self, view=view)
        vars(other)["rubric"] = self.rubric
        return other

    @cached_property
    def overrides(self) -> Overrides:
        """What people decided; DocumentError with every fault of the file."""
        file = self.overrides_file
        return Overrides() if file is None else parse_overrides(parse_named(lambda: file.data, file.name), self.rubric)

    @cached_property
    def fingerprint(self) -> str:
        """What a report depends on beside the submission: as long as it is the same, so are the reports.

        The extensions are left out: what one makes of a submission's lateness is counted there.
        """
        decided = sha256(self.overrides_file.data).hexdigest() if self.overrides_file else ""
        view = (self.view.audience, self.view.phase, self.view.hints, self.view.is_check)
        rubric = [sha256(data).hexdigest() for data in (self.rubric_file.data, self.key_file, self.wrong_file)]
        return sha256(json.dumps((__version__, plugins(), rubric, decided, view, self.formats)).encode()).hexdigest()

    def __getstate__(self) -> dict[str, object]:
        """Send what the job was made of, and nothing that was worked out from it."""
        made = ("rubric_file", "key_file", "wrong_file", "overrides_file", "extensions", "view", "formats")
        return {name: getattr(self, name) for name in made}
