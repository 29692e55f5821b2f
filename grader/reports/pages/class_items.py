"""The items on the page of a class: which failed, and why; then each with its mistakes and its wrong answers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from grader.grading.course.answer_counts import AnswerGroup
from grader.grading.course.correlation import Correlation
from grader.grading.course.item_counts import FEWEST_ANSWERS, ItemCounts
from grader.records import Outcome
from grader.reports.markup import code, text
from grader.reports.pages.class_pictures import interval, outcome_bar, share_bar
from grader.reports.pages.mathml import known
from grader.reports.pages.page import anchor
from grader.reports.wording import OUTCOMES, amount, counted
from grader.rubric import Item

__all__ = ["ItemView", "hardest_first", "item_articles", "item_table", "linked", "said", "titled"]

SHOWN_OUTCOMES = tuple(outcome for outcome in Outcome if outcome is not Outcome.WITHHELD)
MOST_LISTED = 5
MOST_CHARACTERS = 300
CLEARLY_AGAINST = -0.1
AGAINST = "against the rest: check its wording and its key"
ITEM_REST = (
    "Item-rest: whether those who did well in the other items did well in this one, from −1 (they did worse) to 1 "
    "(they did better), with the range in which it lies in 95 of 100 classes. A range with 0 in it says nothing."
)
HEADS = ("Item", "Mean credit", "Outcomes", "Item-rest", "Why")


@dataclass(frozen=True)
class ItemView:
    """What the page says of one item; ``item`` is the rubric's, None where that is not at hand."""

    counts: ItemCounts
    item: Item | None

    @cached_property
    def wrong(self) -> list[AnswerGroup]:
        """The wrong answers, joined, the commonest first."""
        return self.counts.wrong.groups(self.item)

    @cached_property
    def waiting(self) -> list[AnswerGroup]:
        """The answers that wait for a person, joined, the commonest first."""
        return self.counts.waiting.groups(self.item)

    @cached_property
    def mean(self) -> Fraction | None:
        """The mean credit; None where it would be of too few answers."""
        return self.counts.mean_credit if self.counts.scored >= FEWEST_ANSWERS else None

    def reasons(self) -> list[tuple[int, str]]:
        """Return why answers to the item lost credit: how many, and in what way.

        That is what most wrong answers share, behind what kept students from answering where that is as common.
        """
        counts = self.counts
        wrong = [(mistake.count, text(mistake.words)) for mistake in counts.mistakes.commonest[:1]]
        wrong += [(group.count, said(group)) for group in self.wrong if not group.mistake][:1]
        silent = [(count, f"cannot be read: {text(slug)}") for slug, count in counts.unreadable.most_common(1)]
        silent += [(counts.outcomes[Outcome.BLANK], "left blank")]
        likeliest = [max(each, key=lambda reason: reason[0], default=(0, "")) for each in (silent, wrong)]
        return [reason for reason in likeliest if reason[0] and reason[0] >= likeliest[1][0]]


def hardest_first(views: Sequence[ItemView]) -> list[ItemView]:
    """Return the items by mean credit, those without one at the end."""
    return sorted(views, key=lambda view: (view.mean is None, view.mean or 0))


def item_table(views: Sequence[ItemView]) -> Iterator[str]:
    """Yield the table of the items, the hardest first."""
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    yield '<div class="scroll"><table class="items" data-sortable>\n'
    yield f'<caption class="unseen">Items, the hardest first</caption>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n'
    yield from map(row, hardest_first(views))
    yield "</tbody></table></div>\n"
    if any(view.counts.item_rest is not None for view in views):
        yield f'<p class="small quiet">{ITEM_REST}</p>\n'


def row(view: ItemView) -> str:
    """Return the row of one item."""
    counts = view.counts
    outcomes = [(outcome, counts.outcomes[outcome]) for outcome in SHOWN_OUTCOMES]
    signs = " ".join(f"{OUTCOMES[outcome].symbol}&#x2060;{count}" for outcome, count in outcomes if count)
    wrong = counts.outcomes.total() - counts.outcomes[Outcome.CORRECT]
    return (
        f'<tr><th scope="row">{linked(counts)}</th>'
        f"{mean_cell(view)}"
        f'<td data-value="{wrong}">{outcome_bar(outcomes)} <span class="small quiet">{signs}</span></td>'
        f"{correlation_cell(counts)}<td>{why(view)}</td></tr>\n"
    )


def titled(counts: ItemCounts) -> str:
    """Return an item's title, and its id where that says more."""
    return f"{text(counts.title)}{known_as(counts)}"


def linked(counts: ItemCounts) -> str:
    """Return an item's title as a link to what there is to say of it."""
    return f'<a href="#{anchor("item", counts.id)}">{text(counts.title)}</a>{known_as(counts)}'


def known_as(counts: ItemCounts) -> str:
    """Return the id of an item where it says more than the title."""
    return "" if counts.id == counts.title else f' <code class="id">{text(counts.id)}</code>'


def mean_cell(view: ItemView) -> str:
    """Return the mean credit as a bar and in percent; how many answers there are where these are too few."""
    if view.mean is None:
        return f'<td data-value="" class="quiet">{few(view.counts)}</td>'
    percent = f"{amount(Fraction(round(view.mean * 100)))} %"
    return f'<td data-value="{float(view.mean):.4f}">{share_bar(view.mean, percent)} <b>{percent}</b></td>'


def few(counts: ItemCounts) -> str:
    """Return why there is no figure: there are few answers, or all who answered wait for a person."""
    return "waits" if counts.mean_credit is None else f"of {counted(counts.scored, 'answer')} only"


def correlation_cell(counts: ItemCounts) -> str:
    """Return the item-rest correlation with its interval."""
    found = counts.item_rest
    if found is None:
        return '<td data-value="" class="quiet">–</td>'
    shown = f'{interval(found)} <b>{signed(found.r)}</b> <span class="small quiet">{ends(found)}</span>'
    return f'<td data-value="{found.r:.4f}">{shown}{against_words(found)}</td>'


def against_words(found: Correlation) -> str:
    """Return the remark that an item clearly goes against the rest; nothing where it does not."""
    is_against = found.high is not None and found.high < CLEARLY_AGAINST
    return f' <span class="small">{AGAINST}</span>' if is_against else ""


def ends(found: Correlation) -> str:
    """Return the interval of a correlation in words."""
    if found.low is None or found.high is None:
        return "no interval"
    return f"{signed(found.low)} to {signed(found.high)}"


def signed(value: float) -> str:
    """Return a correlation with the sign that stands in print.

    >>> signed(-0.256), signed(-0.001)
    ('−0.26', '0.00')
    """
    shown = f"{abs(value):.2f}"
    return f"−{shown}" if value < 0 and float(shown) else shown


def why(view: ItemView) -> str:
    """Return the commonest reasons why the item failed, with how often."""
    return " · ".join(f"<b>{count} ×</b> {reason}" for count, reason in view.reasons())


def said(group: AnswerGroup) -> str:
    """Return an answer as it is shown: as mathematics or as it was read where it is that, else as it was written."""
    if group.type == "text":
        return f'<q dir="auto">{text(abridged(group.given))}</q>'
    if group.read is None:
        return code(abridged(group.given))
    return known(group.read.mathml) or code(abridged(group.read.text))


def abridged(written: str) -> str:
    """Return the beginning of what somebody wrote, in one line."""
    shown = " ".join(written[: 2 * MOST_CHARACTERS].split())
    return shown if len(shown) <= MOST_CHARACTERS else f"{shown[:MOST_CHARACTERS]}…"


def item_articles(views: Sequence[ItemView], link: Callable[[int], str]) -> Iterator[str]:
    """Yield what there is to say of each item, in the order of the exercise; ``link`` leads to a student's report."""
    told = {view.counts.id: inside for view in views if (inside := parts(view, link))}
    if quiet := [view for view in views if view.counts.id not in told]:
        named = ", ".join(f'<span id="{anchor("item", view.counts.id)}">{titled(view.counts)}</span>' for view in quiet)
        yield f"<p>Nothing went wrong in: {named}.</p>\n"
    yield '<div class="cards">\n'
    for view in views:
        if view.counts.id in told:
            yield article(view, told[view.counts.id])
    yield "</div>\n"


def parts(view: ItemView, link: Callable[[int], str]) -> str:
    """Return what went wrong in one item; nothing where nothing did."""
    return f"{mistakes(view)}{wrong_answers(view, link)}{unreadable(view.counts)}{blank(view.counts)}"


def article(view: ItemView, inside: str) -> str:
    """Return the card of one item."""
    name = anchor("item", view.counts.id)
    return (
        f'<article class="card" id="{name}" aria-labelledby="{name}-title">'
        f'<h3 id="{name}-title">{titled(view.counts)}</h3>'
        f'<p class="small quiet">{in_words(view)}</p>{inside}</article>\n'
    )


def in_words(view: ItemView) -> str:
    """Return the counts of an item in words."""
    counts = view.counts
    words = [f"{counted(counts.points, 'point')}"]
    words += [f"mean credit {amount(Fraction(round(view.mean * 100)))} %"] if view.mean is not None else []
    words += [f"item-rest {signed(found.r)} ({ends(found)})" for found in [counts.item_rest] if found is not None]
    words += [
        f"{counts.outcomes[outcome]} {OUTCOMES[outcome].words}"
        for outcome in SHOWN_OUTCOMES
        if counts.outcomes[outcome]
    ]
    return " · ".join(words)


def mistakes(view: ItemView) -> str:
    """Return the commonest mistakes."""
    found = view.counts.mistakes.commonest
    rows = "".join(
        f'<li><b>{one.count} ×</b> {text(one.words)} <code class="id">{text(one.id)}</code></li>'
        for one in found[:MOST_LISTED]
    )
    return f"<h4>Mistakes</h4><ul>{rows}</ul>{left_out(len(found), 'mistake')}" if rows else ""


def wrong_answers(view: ItemView, link: Callable[[int], str]) -> str:
    """Return the commonest wrong answers, in how many forms each was given, and by whom."""
    rows = []
    for group in view.wrong[:MOST_LISTED]:
        forms = f' <span class="small quiet">in {group.wordings} forms</span>' if group.wordings > 1 else ""
        mistake = f' <code class="id">{text(group.mistake)}</code>' if group.mistake else ""
        rows.append(f"<li><b>{group.count} ×</b> {said(group)}{mistake}{forms}{by(group, link)}</li>")
    least = " (at least)" if view.counts.wrong.forgotten else ""
    more = left_out(len(view.wrong), "answer")
    return f"<h4>Wrong answers{least}</h4><ul>{''.join(rows)}</ul>{more}" if rows else ""


def by(group: AnswerGroup, link: Callable[[int], str]) -> str:
    """Return links to the first who gave an answer."""
    links = ", ".join(map(link, group.students))
    more = f" and {group.count - len(group.students)} more" if group.count > len(group.students) else ""
    return f' <span class="by small quiet">{links}{more}</span>'


def left_out(count: int, noun: str) -> str:
    """Return how many are not listed."""
    rest = count - MOST_LISTED
    return f'<p class="small quiet">and {counted(rest, f"rarer {noun}")}</p>' if rest > 0 else ""


def unreadable(counts: ItemCounts) -> str:
    """Return why answers cannot be read."""
    rows = "".join(f"<li><b>{count} ×</b> {code(slug)}</li>" for slug, count in counts.unreadable.most_common(3))
    return f"<h4>Cannot be read</h4><ul>{rows}</ul>" if rows else ""


def blank(counts: ItemCounts) -> str:
    """Return how many left an item blank, where that is all there is to say."""
    count = counts.outcomes[Outcome.BLANK]
    return f"<p><b>{count} ×</b> left blank</p>" if count else ""
