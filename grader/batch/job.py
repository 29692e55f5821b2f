"""What all submissions of a batch share. It is sent once to each worker.

Files are sent by content. So a worker on another machine needs none of them, and a rubric that is edited during a batch
does not change in the middle of it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from grader.documents import Document
from grader.documents.files import read_bytes
from grader.documents.loading import parse_named
from grader.family import list_plugins
from grader.grading.lateness.extension_file import add_extensions, load_document
from grader.grading.lateness.late_days_file import add_late_days_used, load_late_days_used
from grader.grading.people.override_file import parse_overrides, path_of_overrides
from grader.grading.people.overrides import Overrides
from grader.grading.visibility.visibility import View
from grader.rubric import Rubric
from grader.rubric.load import parse_rubric
from grader.rubric.proved import key_path, read_key, read_proved, read_wrong_file, wrong_path
from grader.version import __version__

__all__ = ["Blob", "Job"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Blob:
    """A file: its name and its content."""

    name: str
    data: bytes

    @classmethod
    def load(cls, path: Path, *, follow_links: bool = False) -> "Blob":
        """Read a file; raise DocumentError if that fails."""
        return cls(name=str(path), data=read_bytes(path, follow_links=follow_links))


@dataclass(frozen=True, kw_only=True)
class Job:
    """The rubric with its checked key, the decisions of people, who will read the reports, and their formats.

    ``formats`` are kinds of the family of report formats. ``extensions`` say who may hand in later, and
    ``late_days_used`` who has used how many free late days before.
    """

    rubric_file: Blob
    key_file: bytes = b""
    wrong_file: bytes = b""
    overrides_file: Blob | None = None
    extensions: Document | None = None
    late_days_used: Mapping[str, int] = field(default_factory=dict)
    view: View
    formats: tuple[str, ...]

    @classmethod
    def load(
        cls,
        rubric: Path,
        view: View,
        formats: tuple[str, ...],
        extensions: Path | None = None,
        late_days_used: Iterable[str] = (),
    ) -> "Job":
        """Load the rubric at a path, with the key and the decisions that are next to it."""
        decisions = path_of_overrides(rubric)
        is_there = decisions.exists() or decisions.is_symlink()
        return cls(
            rubric_file=Blob.load(rubric),
            key_file=read_key(key_path(rubric)),
            wrong_file=read_wrong_file(wrong_path(rubric)),
            overrides_file=Blob.load(decisions) if is_there else None,
            extensions=load_document(extensions) if extensions else None,
            late_days_used=load_late_days_used(map(Path, late_days_used)),
            view=view,
            formats=formats,
        )

    @cached_property
    def rubric(self) -> Rubric:
        """The rubric, parsed once in each process; DocumentError with every fault in it or in the extensions."""
        document = parse_named(lambda: self.rubric_file.data, self.rubric_file.name)
        rubric = parse_rubric(document, read_proved(self.key_file, lambda: self.wrong_file, document.sha256))
        rubric = add_late_days_used(self.late_days_used, rubric)
        return rubric if self.extensions is None else add_extensions(self.extensions, rubric)

    def with_view(self, view: View) -> "Job":
        """Return the same job for other readers, without parsing the rubric again."""
        other = replace(self, view=view)
        vars(other)["rubric"] = self.rubric
        return other

    @cached_property
    def overrides(self) -> Overrides:
        """The decisions of people; DocumentError with every fault in their file."""
        file = self.overrides_file
        return Overrides() if file is None else parse_overrides(parse_named(lambda: file.data, file.name), self.rubric)

    @cached_property
    def fingerprint(self) -> str:
        """A hash of everything that a report depends on, apart from the submission. Equal hashes mean equal reports.

        The extensions are left out: they count through the lateness of each submission. With any, what their owners see
        depends on the instant, too.
        """
        decided = sha256(self.overrides_file.data).hexdigest() if self.overrides_file else ""
        late, now = self.rubric.late, self.view.now
        own = str(now) if now and late and late.extensions else ""
        view = (self.view.audience, self.view.phase, self.view.hints, self.view.is_check, own)
        rubric = [sha256(data).hexdigest() for data in (self.rubric_file.data, self.key_file, self.wrong_file)]
        return sha256(
            json.dumps((__version__, list_plugins(), rubric, decided, view, self.formats)).encode()
        ).hexdigest()

    def __getstate__(self) -> dict[str, object]:
        """Send the fields alone, without the values that were computed from them."""
        return {one.name: getattr(self, one.name) for one in fields(self)}
