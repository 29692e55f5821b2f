"""The items on the page about a class: which failed and why, then each with its mistakes and wrong answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from grader.grading.course.answer_counts import AnswerGroup
from grader.grading.course.correlation import Correlation
from grader.grading.course.item_counts import FEWEST_ANSWERS, ItemCounts
from grader.records import Outcome
from grader.reports.markup import escape_text, render_code
from grader.reports.pages.class_pictures import render_interval, render_outcome_bar, render_share_bar
from grader.reports.pages.mathml import keep_own_mathml
from grader.reports.pages.page import make_anchor
from grader.reports.prose.sentences import typeset_message, typeset_sentence
from grader.reports.wording import OUTCOMES, format_amount, format_count
from grader.rubric import Item

__all__ = [
    "ItemView",
    "sort_hardest_first",
    "render_item_articles",
    "render_item_table",
    "link_title",
    "render_answer",
    "render_title",
]

SHOWN_OUTCOMES = tuple(outcome for outcome in Outcome if outcome.is_of_grading)
MOST_LISTED = 5  # mistakes or answers of one item
MOST_CHARACTERS = 300  # of one answer; the student's report has all of it
CLEARLY_AGAINST = -0.1  # a little below 0, so that a chance result in a large class is not reported
AGAINST = "against the rest: check its wording and its key"
ITEM_REST = (
    "Item-rest: whether students who did well in the other items did well in this one, from −1 (they did worse) to 1 "
    "(they did better), with its range in 95 of 100 such classes. A range that contains 0 says nothing."
)
HEADS = ("Item", "Mean credit", "Outcomes", "Item-rest", "Why")


@dataclass(frozen=True)
class ItemView:
    """What the page says about one item. ``item`` is the rubric's item, or None without the rubric."""

    counts: ItemCounts
    item: Item | None

    @cached_property
    def wrong(self) -> list[AnswerGroup]:
        """The wrong answers, grouped, the commonest first."""
        return self.counts.wrong.groups(self.item)

    @cached_property
    def unreadable(self) -> list[AnswerGroup]:
        """The answers that cannot be read, by what was typed, the commonest first."""
        return self.counts.unreadable.groups(None)

    @cached_property
    def waiting(self) -> list[AnswerGroup]:
        """The answers that wait for a person, grouped, the commonest first."""
        return self.counts.waiting.groups(self.item)

    @cached_property
    def mean(self) -> Fraction | None:
        """The mean credit; None if there are too few answers."""
        return self.counts.mean_credit if self.counts.scored >= FEWEST_ANSWERS else None

    def reasons(self) -> list[tuple[int, str]]:
        """Return why answers to the item lost credit: how many, and in what way.

        This is what most wrong answers share. If blank or unreadable answers are as common, they come first.
        """
        counts = self.counts
        wrong = [(mistake.count, typeset_sentence(mistake.words)) for mistake in counts.mistakes.commonest[:1]]
        wrong += [(group.count, render_answer(group)) for group in self.wrong if not group.mistake][:1]
        silent = [(group.count, f"cannot be read: {render_unread(group)}") for group in self.unreadable[:1]]
        silent += [(counts.outcomes[Outcome.BLANK], "left blank")]
        likeliest = [max(each, key=lambda reason: reason[0], default=(0, "")) for each in (silent, wrong)]
        return [reason for reason in likeliest if reason[0] and reason[0] >= likeliest[1][0]]


def sort_hardest_first(views: Sequence[ItemView]) -> list[ItemView]:
    """Sort the items by mean credit, even that of few answers, with those that have none at the end."""
    return sorted(views, key=lambda view: (view.counts.mean_credit is None, view.counts.mean_credit or 0))


def render_item_table(views: Sequence[ItemView]) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    yield '<div class="scroll"><table class="items" data-sortable>\n'
    yield f'<caption class="unseen">Items, the hardest first</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n'
    yield from map(render_item_row, sort_hardest_first(views))
    yield "</tbody></table></div>\n"
    if any(view.counts.item_rest is not None for view in views):
        yield f'<p class="small quiet">{ITEM_REST}</p>\n'


def render_item_row(view: ItemView) -> str:
    counts = view.counts
    outcomes = [(outcome, counts.outcomes[outcome]) for outcome in SHOWN_OUTCOMES]
    signs = " ".join(f"{OUTCOMES[outcome].symbol}&#x2060;{count}" for outcome, count in outcomes if count)
    wrong = counts.outcomes.total() - counts.outcomes[Outcome.CORRECT]
    return (
        f'<tr><th scope="row">{link_title(counts)}</th>'
        f"{render_mean_cell(view)}"
        f'<td data-value="{wrong}">{render_outcome_bar(outcomes)} <span class="small quiet">{signs}</span></td>'
        f"{render_correlation_cell(counts)}<td>{join_reasons(view)}</td></tr>\n"
    )


def render_title(counts: ItemCounts) -> str:
    return f"{typeset_sentence(counts.title)}{render_id(counts)}"


def link_title(counts: ItemCounts) -> str:
    return f'<a href="#{make_anchor("item", counts.id)}">{typeset_sentence(counts.title)}</a>{render_id(counts)}'


def render_id(counts: ItemCounts) -> str:
    return "" if counts.id == counts.title else f' <code class="id">{escape_text(counts.id)}</code>'


def render_mean_cell(view: ItemView) -> str:
    if view.mean is None:
        return f'<td data-value="" class="quiet">{explain_no_mean(view.counts)}</td>'
    percent = f"{format_amount(Fraction(round(view.mean * 100)))} %"
    return f'<td data-value="{float(view.mean):.4f}">{render_share_bar(view.mean, percent)} <b>{percent}</b></td>'


def explain_no_mean(counts: ItemCounts) -> str:
    """Say why there is no figure: too few answers, or all of them wait for a person."""
    return "waits" if counts.mean_credit is None else f"of {format_count(counts.scored, 'answer')} only"


def render_correlation_cell(counts: ItemCounts) -> str:
    found = counts.item_rest
    if found is None:
        return '<td data-value="" class="quiet">–</td>'
    ends = f'<span class="small quiet">{format_interval(found)}</span>'
    shown = f"{render_interval(found)} <b>{format_correlation(found.r)}</b> {ends}"
    return f'<td data-value="{found.r:.4f}">{shown}{render_against_remark(found)}</td>'


def render_against_remark(found: Correlation) -> str:
    is_against = found.high is not None and found.high < CLEARLY_AGAINST
    return f' <span class="small">{AGAINST}</span>' if is_against else ""


def format_interval(found: Correlation) -> str:
    if found.low is None or found.high is None:
        return "no interval"
    return f"{format_correlation(found.low)} to {format_correlation(found.high)}"


def format_correlation(value: float) -> str:
    """Return a correlation with a typographic minus sign.

    >>> format_correlation(-0.256), format_correlation(-0.001)
    ('−0.26', '0.00')
    """
    shown = f"{abs(value):.2f}"
    return f"−{shown}" if value < 0 and float(shown) else shown


def join_reasons(view: ItemView) -> str:
    return " · ".join(f"<b>{count} ×</b> {reason}" for count, reason in view.reasons())


def render_answer(group: AnswerGroup) -> str:
    """Show an answer as mathematics, or as it was read, or else as it was written."""
    if group.type == "text":
        return f'<q dir="auto">{escape_text(abridge_answer(group.given))}</q>'
    if group.read is None:
        return render_code(abridge_answer(group.given))
    return keep_own_mathml(group.read.mathml) or render_code(abridge_answer(group.read.text))


def abridge_answer(written: str) -> str:
    shown = " ".join(written[: 2 * MOST_CHARACTERS].split())
    return shown if len(shown) <= MOST_CHARACTERS else f"{shown[:MOST_CHARACTERS]}…"


def render_item_articles(views: Sequence[ItemView], link: Callable[[int], str]) -> Iterator[str]:
    """Yield what there is to say about each item, in the exercise's order. ``link`` links to a student's report."""
    findings = {view.counts.id: inside for view in views if (inside := render_findings(view, link))}
    if quiet := [view for view in views if view.counts.id not in findings]:
        named = ", ".join(
            f'<span id="{make_anchor("item", view.counts.id)}">{render_title(view.counts)}</span>' for view in quiet
        )
        yield f"<p>Nothing went wrong in: {named}.</p>\n"
    yield '<div class="cards">\n'
    for view in views:
        if view.counts.id in findings:
            yield render_article(view, findings[view.counts.id])
    yield "</div>\n"


def render_findings(view: ItemView, link: Callable[[int], str]) -> str:
    answers = f"{render_mistakes(view)}{render_wrong_answers(view, link)}"
    return f"{answers}{render_unreadable(view, link)}{render_blank(view.counts)}"


def render_article(view: ItemView, inside: str) -> str:
    name = make_anchor("item", view.counts.id)
    return (
        f'<article class="card" id="{name}" aria-labelledby="{name}-title">'
        f'<h3 id="{name}-title">{render_title(view.counts)}</h3>'
        f'<p class="small quiet">{describe_counts(view)}</p>{inside}</article>\n'
    )


def describe_counts(view: ItemView) -> str:
    counts = view.counts
    words = [f"{format_count(counts.points, 'point')}"]
    words += [f"mean credit {format_amount(Fraction(round(view.mean * 100)))} %"] if view.mean is not None else []
    words += [
        f"item-rest {format_correlation(found.r)} ({format_interval(found)})"
        for found in [counts.item_rest]
        if found is not None
    ]
    words += [
        f"{counts.outcomes[outcome]} {OUTCOMES[outcome].words}"
        for outcome in SHOWN_OUTCOMES
        if counts.outcomes[outcome]
    ]
    return " · ".join(words)


def render_mistakes(view: ItemView) -> str:
    found = view.counts.mistakes.commonest
    rows = "".join(
        f'<li><b>{one.count} ×</b> {typeset_sentence(one.words)} <code class="id">{escape_text(one.id)}</code></li>'
        for one in found[:MOST_LISTED]
    )
    return f"<h4>Mistakes</h4><ul>{rows}</ul>{render_left_out(len(found), 'mistake')}" if rows else ""


def render_wrong_answers(view: ItemView, link: Callable[[int], str]) -> str:
    rows = []
    for group in view.wrong[:MOST_LISTED]:
        forms = f' <span class="small quiet">in {group.wordings} forms</span>' if group.wordings > 1 else ""
        mistake = f' <code class="id">{escape_text(group.mistake)}</code>' if group.mistake else ""
        rows.append(
            f"<li><b>{group.count} ×</b> {render_answer(group)}{mistake}{forms}{link_students(group, link)}</li>"
        )
    least = " (at least)" if view.counts.wrong.forgotten else ""
    more = render_left_out(len(view.wrong), "answer")
    return f"<h4>Wrong answers{least}</h4><ul>{''.join(rows)}</ul>{more}" if rows else ""


def link_students(group: AnswerGroup, link: Callable[[int], str]) -> str:
    links = ", ".join(map(link, group.students))
    more = f" and {group.count - len(group.students)} more" if group.count > len(group.students) else ""
    return f' <span class="by small quiet">{links}{more}</span>'


def render_left_out(count: int, noun: str) -> str:
    rest = count - MOST_LISTED
    return f'<p class="small quiet">and {format_count(rest, f"rarer {noun}")}</p>' if rest > 0 else ""


def render_unreadable(view: ItemView, link: Callable[[int], str]) -> str:
    """Return what could not be read, why, and who wrote it."""
    rows = "".join(
        f"<li><b>{group.count} ×</b> {render_unread(group)}{render_reason(group)}{link_students(group, link)}</li>"
        for group in view.unreadable[:MOST_LISTED]
    )
    more = render_left_out(len(view.unreadable), "answer")
    return f"<h4>Cannot be read</h4><ul>{rows}</ul>{more}" if rows else ""


def render_unread(group: AnswerGroup) -> str:
    """Show what was typed; older records hold only the name of the complaint."""
    return render_code(abridge_answer(group.given or group.complaint))


def render_reason(group: AnswerGroup) -> str:
    """Say why it could not be read; older records hold no sentence about it."""
    return f' <span class="reason">{typeset_message(group.reason)}</span>' if group.reason else ""


def render_blank(counts: ItemCounts) -> str:
    count = counts.outcomes[Outcome.BLANK]
    return f"<p><b>{count} ×</b> left blank</p>" if count else ""
