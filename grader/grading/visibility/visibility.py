"""What a report shows to whom: a graded submission, reduced to the level that the rubric sets.

Grading gives everything; ``restrict_to_view`` takes away. There are four levels. ``none`` leaves what was handed in and
how it was read, ``verdict`` adds right or wrong, ``why`` the remarks and parts, ``everything`` the expected answer and
the evidence. ``check`` shows no expected answer at any level, and does not count an answer that it cannot read. Which
key points a text has is shown only after the deadline: otherwise trying would be enough to find them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from grader.errors import Diagnostic, UsageError
from grader.grading.figure import CurvesFigure, DescentFigure, NetworkFigure
from grader.grading.result import GradedSubmission, ItemResult
from grader.grading.visibility.hidden import withhold_result
from grader.grading.visibility.remarks import make_hint_remarks, select_remarks, sort_remarks
from grader.grading.visibility.secrets import find_secret_points, has_secret, hide_key_points, strip_blanks
from grader.memory import Memory
from grader.records import Outcome, Remark
from grader.rubric import Item, Rubric
from grader.rubric.visibility import Audience, Level, Phase, parse_instant

__all__ = ["View", "choose_phase", "find_phase", "find_phase_of_author", "restrict_to_level", "restrict_to_view"]

# Remarks that do not say why an answer is wrong, so that a level without reasons may show them.
EVEN_WITHOUT_REASONS = frozenset({"fault", "override", "hint", "undecided"})
# Remarks that lead from the student's answer to the expected one, so that only a level that shows that may show them.
WITH_EXPECTED = frozenset({"resemblance-exact"})
FOR_GRADERS = frozenset({"override-outdated"})
NO_POINTS = frozenset[str]()


@dataclass(frozen=True, kw_only=True)
class View:
    """Who looks, when, how many hints they asked for, and whether this is a check before handing in.

    ``now`` is the instant that the phase was found from; None if somebody has named the phase. With an instant, the
    author of a submission who has an extension is before the deadline for as long as they can hand in on time.
    """

    audience: Audience = Audience.STUDENT
    phase: Phase = Phase.BEFORE_DEADLINE
    hints: int = 0
    is_check: bool = False
    now: datetime | None = None


def restrict_to_view(
    graded: GradedSubmission, rubric: Rubric, view: View, memory: Memory | None = None
) -> GradedSubmission:
    """The record as ``view`` may see it; every report is rendered from the result.

    ``memory`` serves many submissions that are shown to the same view.
    """
    memory = Memory() if memory is None else memory
    if view.now and view.audience is Audience.STUDENT:
        phase = find_phase_of_author(graded, rubric, view.now)
        view = view if phase is view.phase else memory.first(replace(view, phase=phase))
    points = memory.first(find_secret_points(graded.items))
    results = tuple(
        memory.of(
            restrict_item, result, rubric.by_id.get(result.id), rubric, view, points if result.remarks else NO_POINTS
        )
        for result in graded.items
    )
    results = tuple(
        memory.of(hide_figure, result) if is_secret_landscape(result, results, graded.items) else result
        for result in results
    )
    networks = restrict_networks(graded.networks, results, memory)
    answered = {result.id for result in results if result.given}
    places = {name: place for name, place in graded.places.items() if name in answered}
    shown_to_all = replace(graded, items=results, networks=networks, places=places)
    if view.audience is Audience.GRADER:
        return shown_to_all
    return replace(
        shown_to_all, items=hide_withheld_items(results), diagnostics=select_for_students(graded.diagnostics)
    )


def hide_figure(result: ItemResult) -> ItemResult:
    return replace(result, figure=None)


def is_secret_landscape(result: ItemResult, results: Iterable[ItemResult], whole: Iterable[ItemResult]) -> bool:
    """Whether a picture shows a function that another item asks for, and whose answer must not be shown yet."""
    if not isinstance(result.figure, DescentFigure) or result.expected is not None:
        return False
    secret = {other.id for other in results if other.expected is None and other.outcome is not Outcome.CORRECT}
    asked = (other.expected.text for other in whole if other.expected and other.id in secret)
    function = strip_blanks(result.figure.function)
    return any(strip_blanks(text) == function for text in asked)


def restrict_networks(
    networks: Iterable[NetworkFigure], results: Iterable[ItemResult], memory: Memory
) -> tuple[NetworkFigure, ...]:
    """Drop the edges that would show how to compute a quantity that the student still has to find."""
    known = (result.id for result in results if result.expected is not None or result.outcome is Outcome.CORRECT)
    shared = memory.first(frozenset(known))
    return tuple(memory.of(NetworkFigure.with_known_edges, network, shared) for network in networks)


def restrict_item(
    result: ItemResult, item: Item | None, rubric: Rubric, view: View, points: frozenset[str] = NO_POINTS
) -> ItemResult:
    """One item as ``view`` may see it; an item that the rubric does not have shows nothing."""
    is_student = view.audience is Audience.STUDENT
    if item is None or (is_student and item.hidden and (view.is_check or view.phase is not Phase.RELEASED)):
        return withhold_result(result)
    level = level_of(item, rubric, view)
    hints = make_hint_remarks(result.outcome, item.hints, result.remarks, view.hints)
    if is_student:
        result = restrict_for_student(result, item, points)
        result = hide_key_points(result) if view.phase is Phase.BEFORE_DEADLINE else result
    result = restrict_to_level(put_remarks(result, (*hints, *result.remarks)), level)
    if view.is_check and result.outcome is Outcome.UNREADABLE:
        result = replace(result, credit=None, is_uncounted=True)
    return put_remarks(result, select_remarks(result.remarks) if is_student else sort_remarks(result.remarks))


def put_remarks(result: ItemResult, remarks: tuple[Remark, ...]) -> ItemResult:
    """Give a result other remarks; most have none before and after, and need no copy."""
    return replace(result, remarks=remarks) if remarks or result.remarks else result


def level_of(item: Item, rubric: Rubric, view: View) -> Level:
    """The level of feedback on an item; a check never shows a student the expected answer."""
    key = (view.audience, view.phase)
    level = item.levels.get(key) or rubric.visibility.level(*key)
    return Level.WHY if view.is_check and level is Level.EVERYTHING else level


def restrict_to_level(result: ItemResult, level: Level) -> ItemResult:
    """Take away what a level does not show."""
    if not level.includes(Level.EVERYTHING):
        figure = result.figure.without_key() if result.figure else None
        remarks = tuple(remark for remark in result.remarks if remark.id not in WITH_EXPECTED)
        result = replace(result, expected=None, decision=None, figure=figure, fingerprint="", remarks=remarks)
    if not level.includes(Level.WHY):
        remarks = tuple(remark for remark in result.remarks if remark.id in EVEN_WITHOUT_REASONS)
        result = replace(result, remarks=remarks, components=())
    if not level.includes(Level.VERDICT):
        result = hide_verdict(result)
    return result


def hide_verdict(result: ItemResult) -> ItemResult:
    """Take away the outcome, unless the student knows it: there is no answer, or it cannot be read."""
    if result.outcome in (Outcome.BLANK, Outcome.UNREADABLE):
        return replace(result, remarks=())
    figure = None if isinstance(result.figure, CurvesFigure) else result.figure  # only wrong answers have curves
    return replace(result, outcome=Outcome.WITHHELD, credit=None, remarks=(), diagnostics=(), figure=figure)


def restrict_for_student(result: ItemResult, item: Item, points: frozenset[str]) -> ItemResult:
    """Take away what students never see: messages for the author, and remarks that hold a secret."""
    if not result.remarks and not result.diagnostics:
        return result
    remarks = tuple(
        hide_internals(remark)
        for remark in result.remarks
        if remark.id not in FOR_GRADERS and not has_secret(remark, result, item, points)
    )
    return replace(result, remarks=remarks, diagnostics=select_for_students(result.diagnostics))


def select_for_students(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics that are meant for students."""
    return tuple(diagnostic for diagnostic in diagnostics if diagnostic.audience == "student")


def hide_internals(remark: Remark) -> Remark:
    """Take away the names of our own modules in a fault, and hints that nobody asked for."""
    kept = () if remark.id == "fault" else (each for each in remark.parameters if each[0] != "hint")
    return replace(remark, parameters=tuple(kept))


def hide_withheld_items(results: tuple[ItemResult, ...]) -> tuple[ItemResult, ...]:
    """Take away remarks that mention an item whose outcome is withheld: "consistent with your …"."""
    withheld = {result.id for result in results if result.outcome is Outcome.WITHHELD}
    if not withheld:
        return results
    return tuple(
        replace(
            result, remarks=tuple(each for each in result.remarks if dict(each.parameters).get("item") not in withheld)
        )
        for result in results
    )


def find_phase(rubric: Rubric, now: datetime, due: datetime | None) -> Phase:
    """Return the phase in which a student is who must hand in at an instant, without the grace period.

    With an extension, it is before the deadline for as long as they can hand in on time: they must not see the key
    because the others see it.
    """
    late = rubric.late
    if late and due and late.deadline < due and now < due + late.grace:
        return Phase.BEFORE_DEADLINE
    return rubric.visibility.phase_at(now)


def find_phase_of_author(graded: GradedSubmission, rubric: Rubric, now: datetime) -> Phase:
    """Return the phase in which the author of a graded submission is."""
    due = datetime.fromisoformat(graded.lateness.due) if graded.lateness else None
    return find_phase(rubric, now, due)


def choose_phase(rubric: Rubric, phase: str | None, now: str | None) -> Phase:
    """The phase that is named, or that an instant falls into; without either, the one before the deadline.

    Raises UsageError if ``now`` is not an instant, or the rubric has no instants to compare it with.
    """
    if phase is not None:
        return Phase(phase)
    if now is None:
        return Phase.BEFORE_DEADLINE
    moment = parse_instant(now)
    if moment is None:
        raise make_phase_error(
            f"'{now}' is not an instant.",
            "It needs a date, a time and its offset from UTC (ISO 8601).",
            "Write it like '2026-11-30T23:59:00+01:00'.",
        )
    if rubric.visibility.deadline is None and rubric.visibility.release is None:
        raise make_phase_error(
            f"The rubric '{rubric.id}' states no deadline and no release.",
            "An instant has no meaning without them.",
            "Add 'deadline' or 'release' to its 'visibility', or name the phase with --phase.",
        )
    return rubric.visibility.phase_at(moment)


def make_phase_error(what: str, why: str, help: str) -> UsageError:
    return UsageError(Diagnostic(slug="no-phase", what=what, why=why, help=help, audience="author"))
