"""The page that shows how a document is read: strict HTML whose links lead to formulas and back, and no hidden item."""

import re
from pathlib import Path

import pytest
import yaml

from grader.documents import parse_yaml
from grader.errors import escape_unprintable
from grader.reports.readings.html import render_html
from grader.rubric import Rubric, parse_rubric
from grader.submission.claims.reading import find_suspicions, propose
from tests.submission.claims.samples import ROOT, SEED, exercise3, prose_of

from .pages import faults, parsed, words

ATTACKS = yaml.safe_load(Path(__file__).with_name("attacks.yaml").read_text(encoding="utf-8"))
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]|[\ud800-\udfff]")  # with which nothing is read
HOSTILE = sorted(
    text for kind in ("html", "markdown", "terminal") for text in ATTACKS[kind] if not CONTROLS.search(text)
)
DOCUMENTS = sorted((ROOT / "submissions_example" / "documents").glob("0*.*"))
CHOICES = "$L = 1$ and $L = 2$\n\n$$\\delta_1 = w_1 x, \\quad \\delta_2 = w_2 x$$\n"


def show(text: str, suffix: str = ".md", rubric: Rubric | None = None) -> str:
    """Return the page about a document."""
    rubric = rubric or exercise3()
    reading = propose(prose_of(text, suffix), rubric)
    return render_html(rubric.title, reading, find_suspicions(reading, rubric))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_the_page_is_strict_html_whose_links_lead_somewhere(path: Path) -> None:
    assert faults(show(path.read_text(encoding="utf-8"), path.suffix)) == []


@pytest.mark.parametrize("attack", HOSTILE, ids=ascii)
def test_hostile_text_is_shown_as_text(attack: str) -> None:
    page = show(f"{attack}\n\n$L = {attack}$\n\n$\\delta_1 = {attack}$, $\\delta_2 = 1$\n")
    assert faults(page) == []
    for line in attack.split("\n") if "$" not in attack else ():  # in a formula, its number comes between
        assert " ".join(escape_unprintable(line).split()) in words(page)


def test_the_item_leads_to_its_formulas_and_they_lead_back() -> None:
    page = parsed(show(CHOICES))
    item = page.find(".//article[@id='item-delta']")
    assert item is not None
    formulas = [page.find(f".//*[@id='{link.get('href', '')[1:]}']") for link in item.iterfind(".//p/a")]
    assert [formula is not None and formula.get("href") for formula in formulas] == ["#item-delta", "#item-delta"]
    assert "We read line 3 formula 3.1, line 3 formula 3.2 as your answer, because" in words(show(CHOICES))


def test_what_may_be_meant_is_listed_with_how_to_take_it() -> None:
    shown = words(show(CHOICES))
    assert "Which one is it?" in shown
    assert "Use this instead: --take loss=1:2" in shown
    assert "Use this instead: --take loss=1:14" in shown


def test_a_suspicion_is_asked_about() -> None:
    assert "Was this misread? In line 41 formula 9, f may be \\delta." in words(show(SEED))


def test_of_a_hidden_item_nothing_is_shown() -> None:
    text = (ROOT / "rubrics" / "exercise3.yaml").read_text(encoding="utf-8")
    hidden = parse_rubric(
        parse_yaml(text.replace("      - id: delta\n", "      - id: delta\n        hidden: yes\n"), "rubric.yaml")
    )
    page = show(CHOICES, rubric=hidden)
    assert "item-delta" not in page
    assert "Pre-activations" not in page
    assert 'id="formula-3.2e.1"' in page  # the formula is numbered as any other is
