"""Only an ordinary file of a known size is read; everything else is refused by name, and nothing is waited for."""

import os

import pytest

from grader.documents import load
from grader.errors import DocumentError


def refused(path, **options):
    with pytest.raises(DocumentError) as found:
        load(path, **options)
    (fault,) = found.value.diagnostics
    assert fault.span.source.name == str(path)
    return fault


def test_a_file_is_read_by_its_ending(tmp_path):
    (tmp_path / "a.yaml").write_text("a: 1", encoding="utf-8")
    (tmp_path / "a.YML").write_text("a: 1", encoding="utf-8")
    (tmp_path / "a.json").write_text('{"a": "1"}', encoding="utf-8")
    texts = [load(tmp_path / name).root.get("a").text for name in ("a.yaml", "a.YML", "a.json")]
    assert texts == ["1", "1", "1"]


@pytest.mark.parametrize("name", ["a.txt", "a", "a.py"])
def test_another_ending_is_refused_without_opening_the_file(tmp_path, name):
    (tmp_path / name).write_bytes(b"\xff")
    assert refused(tmp_path / name).slug == "unknown-file-type"


def test_a_missing_file_is_reported(tmp_path):
    fault = refused(tmp_path / "none.yaml")
    assert (fault.slug, fault.what) == ("file-not-found", "There is no such file.")


def test_a_link_to_itself_is_refused(tmp_path):
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    assert refused(tmp_path / "loop.yaml").slug == "symbolic-link"
    assert refused(tmp_path / "loop.yaml", follow_links=True).slug == "symbolic-link"


def test_a_link_is_followed_only_on_request(tmp_path):
    (tmp_path / "real.yaml").write_text("a: 1", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    assert refused(tmp_path / "link.yaml").slug == "symbolic-link"
    assert load(tmp_path / "link.yaml", follow_links=True).root.get("a").text == "1"


def test_a_link_to_a_device_is_refused_even_when_it_is_followed(tmp_path):
    (tmp_path / "z.yaml").symlink_to("/dev/zero")
    assert refused(tmp_path / "z.yaml").slug == "symbolic-link"
    assert refused(tmp_path / "z.yaml", follow_links=True).what == "This is a device, not a file."


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    os.mkfifo(tmp_path / "f.yaml")
    assert refused(tmp_path / "f.yaml").what == "This is a pipe, not a file."


def test_a_folder_named_like_a_file_is_refused(tmp_path):
    (tmp_path / "dir.yaml").mkdir()
    assert refused(tmp_path / "dir.yaml").what == "This is a folder, not a file."


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to the superuser")
def test_a_file_without_permission_is_refused(tmp_path):
    (tmp_path / "u.yaml").write_text("a: 1", encoding="utf-8")
    (tmp_path / "u.yaml").chmod(0)
    assert refused(tmp_path / "u.yaml").slug == "file-unreadable"


def test_an_empty_file_is_reported_as_such(tmp_path):
    (tmp_path / "e.yaml").write_bytes(b"")
    assert refused(tmp_path / "e.yaml").slug == "empty-document"


def test_the_size_of_a_huge_file_is_known_before_a_byte_of_it_is_read(tmp_path, monkeypatch):
    with (tmp_path / "big.yaml").open("wb") as file:
        file.truncate(10**11)
    monkeypatch.setattr(os, "read", None)
    fault = refused(tmp_path / "big.yaml")
    assert (fault.what, fault.why) == (
        "The file is 100,000,000,000 bytes long.",
        "At most 1,000,000 bytes are read (MAX_DOCUMENT_BYTES).",
    )


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path, monkeypatch):
    (tmp_path / "g.yaml").write_text("a: 1", encoding="utf-8")
    monkeypatch.setattr(os, "read", lambda descriptor, count: b"x" * min(count, 300_000))
    assert refused(tmp_path / "g.yaml").slug == "document-too-large"


def test_a_name_that_no_file_can_have_is_reported(tmp_path):
    assert refused(f"{tmp_path}/a\0.yaml").slug == "file-unreadable"


def test_an_error_while_reading_is_reported(tmp_path, monkeypatch):
    (tmp_path / "a.yaml").write_text("a: 1", encoding="utf-8")

    def fail(descriptor, count):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", fail)
    assert refused(tmp_path / "a.yaml").slug == "file-unreadable"
