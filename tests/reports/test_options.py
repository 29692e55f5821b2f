"""A format declares the options that it needs, and a wrong option gets a message that says what to write."""

from typing import Any

import pytest

from grader.errors import UsageError
from grader.reports import REPORT_FORMATS
from grader.reports.options import File, check_options, describe_options

WITH_OPTIONS = [kind for kind, form in REPORT_FORMATS.items() if form.options]


@pytest.mark.parametrize("kind", WITH_OPTIONS)
def test_every_option_says_what_it_is(kind: str) -> None:
    form = REPORT_FORMATS[kind]
    for name, schema in form.options.items():
        assert name.isidentifier()
        assert set(schema) <= {"description", "enum", "pattern", "title", "default", "format"}
        assert schema["description"]
        assert not schema["description"].endswith(".")
        assert ("pattern" in schema) == ("title" in schema)
        assert schema.get("default") in {None, "", *schema.get("enum", [schema.get("default")])}
    assert len(list(describe_options(form.options))) == len(form.options)


def complaints(kind: str, given: dict[str, Any]) -> list[str]:
    with pytest.raises(UsageError) as caught:
        check_options(kind, REPORT_FORMATS[kind].options, given)
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


def test_options_that_are_unknown_missing_or_wrong_are_reported_at_once() -> None:
    assert complaints("canvas", {"titel": "x", "key": "Name"}) == [
        "error[unknown-option]: 'canvas' has no option 'titel'.\n"
        "   why:   Its options are assignment_id, title, gradebook, key.\n"
        "   help:  Write 'title'.",
        "error[missing-option]: 'canvas' needs the option 'assignment_id': the assignment's number, "
        "which is at the end of its web address.\n"
        "   why:   The graded records do not contain it.\n"
        "   help:  Add '--option assignment_id=…'.",
        "error[option-value]: 'Name' is not a value of the option 'key'.\n"
        "   why:   It takes 'SIS Login ID' or 'SIS User ID' or 'Integration ID' or 'ID'.\n"
        "   help:  Write '--option key=SIS Login ID'.",
    ]


def test_value_without_its_form_is_reported_with_the_form() -> None:
    assert complaints("ags", {"users": File(name="u", content=b""), "timestamp": "today"}) == [
        "error[option-value]: 'today' is not a value of the option 'timestamp'.\n"
        "   why:   It takes a time with its offset from UTC, such as 2026-11-30T23:59:00+01:00.\n"
        "   help:  Write '--option timestamp=…'."
    ]


def test_line_break_in_a_value_is_refused() -> None:
    assert complaints("canvas", {"assignment_id": "1", "title": "a\nb"})[0].startswith("error[option-value]: 'a\\x0ab'")


def test_format_without_options_says_so() -> None:
    assert complaints("junit", {"colour": "red"}) == [
        "error[unknown-option]: 'junit' has no option 'colour'.\n   why:   It has no options.\n   help:  Leave it out."
    ]


def test_defaults_are_filled_in() -> None:
    assert check_options("gradescope", REPORT_FORMATS["gradescope"].options, {}) == {
        "visibility": "visible",
        "pending": "withhold",
    }
