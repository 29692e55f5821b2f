"""Pages from templates. Everything that somebody wrote is escaped; markup of ours is ``Markup``.

Templates escape by default, and a name that is missing is an error, so that no page quietly lacks something.
"""

from fractions import Fraction
from functools import cache
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.documents.prose import list_suffixes
from grader.grading.result import ItemResult
from grader.reports.author.proof import summarize_proof
from grader.reports.handing_in import describe_late_policy
from grader.reports.markup import escape_text, render_code
from grader.reports.pages.item import render_chosen, render_complaint
from grader.reports.prose.sentences import spell_sentence, typeset_sentence
from grader.reports.wording import format_amount, format_count, format_worth
from grader.service.exercises.phases import find_share_after_release, is_released_early
from grader.service.instants import format_instant
from grader.service.web.access import Visit
from grader.service.web.reading import render_back
from grader.service.web.static_files import find_address
from grader.version import __version__

__all__ = ["render_page", "typeset"]

BECAUSE = {
    "hand-in": "what was handed in",
    "decision": "a decision",
    "deleted": "the student was deleted",
    "extension": "an extension",
    "regrade": "a new revision of the rubric",
}
"""Why a row of the ledger was written, in words."""


def render_page(visit: Visit, template: str, status: int = 200, **context: object) -> HTMLResponse:
    """Return the page that a template makes."""
    found = get_environment().get_template(f"{template}.html")
    return HTMLResponse(found.render(visit=visit, **context), status)


@cache
def get_environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"static": find_address, "version": __version__}
    made.globals |= {"suffixes": (".yaml", ".yml", ".json", *list_suffixes())}
    made.globals |= {"released_early": is_released_early, "share_after_release": find_share_after_release}
    made.filters |= {
        "typeset": typeset,
        "spell": spell_sentence,
        "visible": lambda text: Markup(escape_text(text)),
        "lines": show_lines,
        "chosen": show_chosen,
        "reading": render_back,
        "points": format_points,
        "counted": format_count,
        "amount": format_amount,
        "instant": format_instant,
        "worth": format_worth,
        "late_policy": describe_late_policy,
        "summary": summarize_proof,
        "complaint": lambda diagnostic: Markup(render_complaint(diagnostic)),
        "fraction": lambda text: format_amount(Fraction(text)),
        "because": lambda word: BECAUSE.get(word, word),
    }
    return made


def typeset(sentence: str) -> Markup:
    """Return a sentence with its mathematics set."""
    return Markup(typeset_sentence(sentence))


def format_points(points: object) -> str:
    return format_count(points, "point")  # type: ignore[arg-type]


def show_chosen(result: ItemResult) -> Markup:
    """Return what was chosen, by its name and in its own words."""
    assert result.read is not None
    return Markup(f"{render_code(result.read.text)}: {render_chosen(result, result.read)}")


def show_lines(text: str) -> Markup:
    """Return a text whose line breaks stay, for an element that keeps them."""
    return Markup("\n".join(map(escape_text, text.split("\n"))))
