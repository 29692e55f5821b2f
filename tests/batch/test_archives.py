"""Archives are read in memory and believed in nothing: what could hurt is refused by itself, the rest is read."""

import os
import stat
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader import limits
from grader.batch.discovery import archives
from grader.batch.discovery.archives import members_of
from grader.batch.discovery.discovery import discover
from grader.batch.discovery.found import Found
from grader.errors import DocumentError

TEXT = "student: ada\n"
Entry = tuple[str | zipfile.ZipInfo, str | bytes]


@pytest.fixture
def zipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Return how to write an archive of entries into the current folder."""
    monkeypatch.chdir(tmp_path)

    def write(*entries: Entry, compression: int = zipfile.ZIP_DEFLATED) -> Path:
        with zipfile.ZipFile("s.zip", "w", compression) as archive:
            for name, content in entries:
                archive.writestr(name, content)
        return Path("s.zip")

    return write


def entry(name: str, mode: int = stat.S_IFREG) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (mode | 0o644) << 16
    return info


def outcome(found: Found) -> str:
    """Return the slug of the refusal, or nothing."""
    try:
        assert found.read() == TEXT.encode()
    except DocumentError as error:
        return error.diagnostic.slug
    return ""


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("ada.yaml", ""),
        ("week 3/ada.yaml", ""),
        ("week 3\\ada.yaml", ""),
        ("../../evil.yaml", "unsafe-member-name"),
        ("a/../../evil.yaml", "unsafe-member-name"),
        ("..\\evil.yaml", "unsafe-member-name"),
        ("/etc/cron.d/evil.yaml", "unsafe-member-name"),
        ("\\\\server\\share\\evil.yaml", "unsafe-member-name"),
        ("C:/evil.yaml", "unsafe-member-name"),
        ("c:evil.yaml", "unsafe-member-name"),
        ("::set-output name=x::y.yaml", ""),
        ("=cmd.yaml", ""),
        ("a" * 250 + ".yaml", ""),
    ],
)
def test_name_that_leads_out_is_refused_and_costs_only_itself(
    zipped: Callable[..., Path], name: str, slug: str
) -> None:
    path = zipped((name, TEXT), ("zoe.yaml", TEXT))
    before = sorted(Path().iterdir())
    assert sorted(map(outcome, discover([str(path)]).found)) == ["", slug]
    assert sorted(Path().iterdir()) == before


def test_name_with_a_nul_is_refused(zipped: Callable[..., Path]) -> None:
    path = zipped(("evilXyaml.yaml", TEXT))
    path.write_bytes(path.read_bytes().replace(b"evilXyaml.yaml", b"evil.yaml\0.pdf"))
    assert [member.trouble for member in members_of(path)] == ["unsafe-member-name"]


@pytest.mark.parametrize(
    ("mode", "slug"),
    [
        (stat.S_IFREG, ""),
        (0, ""),
        (stat.S_IFLNK, "symbolic-link"),
        (stat.S_IFIFO, "not-a-file"),
        (stat.S_IFCHR, "not-a-file"),
        (stat.S_IFSOCK, "not-a-file"),
    ],
)
def test_only_ordinary_files_are_read(zipped: Callable[..., Path], mode: int, slug: str) -> None:
    path = zipped((entry("a.yaml", mode), TEXT), ("zoe.yaml", TEXT))
    assert list(map(outcome, discover([str(path)]).found)) == [slug, ""]


def test_encrypted_member_is_refused(zipped: Callable[..., Path]) -> None:
    path = zipped(("a.yaml", TEXT))
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert list(map(outcome, discover([str(path)]).found)) == ["encrypted-member"]


def test_compression_that_platforms_do_not_use_is_refused(zipped: Callable[..., Path]) -> None:
    path = zipped(("a.yaml", TEXT), compression=zipfile.ZIP_LZMA)
    assert list(map(outcome, discover([str(path)]).found)) == ["unknown-compression"]


def spoil(path: Path, old: bytes, new: bytes, at: int = 0) -> None:
    """Overwrite bytes in the directory of an archive, so many after others that are there once."""
    data = path.read_bytes()
    start = data.index(old, data.index(b"PK\x01\x02")) + at
    path.write_bytes(data[:start] + new + data[start + len(new) :])


@pytest.mark.parametrize(
    ("bytes_before", "new", "name", "slug"),
    [
        (-46 + 6, b"\x63\x00", "odd.yaml", "unknown-compression"),  # it needs version 9.9 of the format
        (0, b"\xff", "\u00a0dd.yaml", ""),  # its name is said to be UTF-8, and is not
        (len("odd.yaml"), b"\x01\x00\xff\xff", "odd.yaml", ""),  # a part of its extra field is longer than the field
        (-46 + 24, b"\xff\xff\xff\xff", "odd.yaml", "document-too-large"),  # its size is elsewhere, and is not there
        (-46 + 42, b"\xff\xff\xff\xff", "odd.yaml", "torn-member"),  # and so is the place where it begins
    ],
)
def test_odd_member_costs_only_itself(
    bytes_before: int, new: bytes, name: str, slug: str, zipped: Callable[..., Path]
) -> None:
    odd = entry("odd.yaml")
    odd.extra = b"\xfe\xca\x04\x00abcd"
    path = zipped(("ada.yaml", TEXT), (odd, TEXT), ("zoe.yaml", TEXT))
    spoil(path, b"odd.yaml", b"\x00\x08", -46 + 8)
    spoil(path, b"odd.yaml", new, bytes_before)
    found = {one.name: outcome(one) for one in discover([str(path)]).found}
    assert {one: slug for one, slug in found.items() if slug or "dd" in one} == {f"s.zip/{name}": slug}
    assert len(found) == 3


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_several_files_of_one_name_are_refused_together(zipped: Callable[..., Path]) -> None:
    path = zipped(("a.yaml", TEXT), ("a.yaml", "student: bob\n"), ("b.yaml", TEXT))
    (first, second) = discover([str(path)]).found
    assert (outcome(first), outcome(second)) == ("repeated-member", "")
    with pytest.raises(DocumentError) as caught:
        first.read()
    assert str(caught.value) == (
        "s.zip/a.yaml:1:1: error[repeated-member]: The archive holds several files of this name.\n"
        "   why:   It is not clear which of them counts.\n"
        "   help:  Keep one of them."
    )


def test_bomb_costs_only_itself_and_is_never_unpacked(
    zipped: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(("a.yaml", b"\0" * 10**7), ("b.yaml", b" " * 900_000), ("c.yaml", TEXT))
    monkeypatch.setattr(archives, "read_packed_bytes", lambda descriptor, member: pytest.fail(member.name)
                        if member.name != "c.yaml" else packed(descriptor, member))  # fmt: skip
    assert list(map(outcome, discover([str(path)]).found)) == ["document-too-large", "archive-ratio", ""]


packed = archives.read_packed_bytes


def test_member_that_grows_while_it_is_unpacked_is_stopped(zipped: Callable[..., Path]) -> None:
    path = zipped(("a.yaml", b"\0" * 10**6))
    (member,) = members_of(path)
    lying = {name: getattr(member, name) for name in member.__slots__} | {"size": 20, "trouble": ""}
    assert outcome(Found(name="a", path=path, member=archives.Member(**lying))) == "torn-member"


def test_archive_of_too_much_is_refused_before_it_is_read(
    zipped: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(*((f"{number}.yaml", TEXT) for number in range(20)))
    for limit, value, slug, what in (
        ("MAX_ARCHIVE_ENTRIES", 19, "archive-too-large", "The archive holds 20 entries."),
        ("MAX_ARCHIVE_BYTES", 259, "archive-too-large", "The archive holds 260 bytes of submissions."),
        ("MAX_ARCHIVE_DIRECTORY_BYTES", 100, "not-an-archive", "This is not a zip archive that can be read."),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(limits, limit, value)
            with pytest.raises(DocumentError) as caught:
                discover([str(path)])
        assert (caught.value.diagnostic.slug, caught.value.diagnostic.what) == (slug, what)
        assert limit in caught.value.diagnostic.why


def test_names_in_utf8_and_in_an_old_code_page_are_both_read(zipped: Callable[..., Path]) -> None:
    path = zipped(("Zoë.yaml", TEXT))
    declared = path.read_bytes()
    position = declared.index(b"PK\x01\x02") + 9
    undeclared = declared[:position] + bytes([declared[position] & ~8]) + declared[position + 1 :]
    old = undeclared.replace("Zoë.yaml".encode(), "Zoë..yaml".encode("cp437"))
    for data, name in ((declared, "Zoë.yaml"), (undeclared, "Zoë.yaml"), (old, "Zoë..yaml")):
        path.write_bytes(data)
        (found,) = discover([str(path)]).found
        assert (found.name, outcome(found)) == (f"s.zip/{name}", "")


def test_a_file_that_is_no_archive_is_reported(zipped: Callable[..., Path]) -> None:
    Path("s.zip").write_text("no archive", encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        discover(["s.zip"])
    assert str(caught.value) == (
        "s.zip:1:1: error[not-an-archive]: This is not a zip archive that can be read.\n"
        "   why:   Its directory of entries is missing, or contradicts itself.\n"
        "   help:  Export it again, or unpack it and name the folder."
    )


def test_archive_is_read_wherever_it_begins_and_whatever_precedes_it(zipped: Callable[..., Path]) -> None:
    path = zipped(("a.yaml", TEXT), compression=zipfile.ZIP_STORED)
    path.write_bytes(b"#!/bin/sh\n" + path.read_bytes())
    assert list(map(outcome, discover([str(path)]).found)) == [""]


def test_archive_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "s.zip")
    with pytest.raises(DocumentError) as caught:
        discover([str(tmp_path / "s.zip")])
    assert caught.value.diagnostic.slug == "not-a-file"


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6),
    cut=st.integers(0, 40),
)
def test_damaged_archive_is_read_right_or_refused_and_never_wrong(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], cut: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a.yaml", "b/c.yaml", "d.txt"):
            archive.writestr(entry(name), TEXT * 9)
    data = bytearray(path.read_bytes())
    for place, value in changes:
        data[place % len(data)] = value
    path.write_bytes(data[: len(data) - cut])
    try:
        founds = discover([str(path)]).found
    except DocumentError:
        return
    for found in founds:
        with suppress(DocumentError):
            content = found.read()
            assert content == TEXT.encode() * 9 or (found.member and found.member.crc == zlib.crc32(content))


def test_every_message_is_on_the_page_of_messages() -> None:
    page = (Path(__file__).parents[2] / "docs" / "messages.md").read_text(encoding="utf-8")
    slugs = {*archives.TROUBLES, "not-an-archive", "archive-too-large"}
    assert [slug for slug in sorted(slugs) if f"| `{slug}` |" not in page] == []
