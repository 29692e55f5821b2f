"""What a report tells whom: a graded submission, stripped to the level that the rubric sets.

Grading yields everything; ``visible`` takes away. Of the four levels, ``none`` leaves what was handed in and how it
was read, ``verdict`` adds right or not, ``why`` the remarks and parts, ``everything`` the expected answer with the
evidence. ``check`` shows no expected answer at any level, and does not count what it cannot read. Which key points a
text has is told after the deadline only, since nothing else would be needed to find them out by trying.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.errors import Diagnostic, UsageError
from grader.grading.figure import CurvesFigure, DescentFigure, NetworkFigure
from grader.grading.result import GradedSubmission, ItemResult
from grader.grading.visibility.hidden import untold
from grader.grading.visibility.remarks import hint, in_order, most_important
from grader.grading.visibility.secrets import gives_away, points_in, without_blanks, without_key_points
from grader.memory import Memory
from grader.records import Outcome, Remark
from grader.rubric import Item, Rubric
from grader.rubric.visibility import Audience, Level, Phase, instant

__all__ = ["View", "at_level", "chosen_phase", "visible"]

EVEN_WITHOUT_REASONS = frozenset({"fault", "override", "hint", "undecided"})
FOR_GRADERS = frozenset({"override-outdated"})
NO_POINTS = frozenset[str]()


@dataclass(frozen=True, kw_only=True)
class View:
    """Who looks, when, how many hints were asked for, and whether this is a check before handing in."""

    audience: Audience = Audience.STUDENT
    phase: Phase = Phase.BEFORE_DEADLINE
    hints: int = 0
    is_check: bool = False


def visible(graded: GradedSubmission, rubric: Rubric, view: View, memory: Memory | None = None) -> GradedSubmission:
    """Return the record as ``view`` may see it; every report is rendered from what is returned.

    ``memory`` serves many submissions that are shown to the same view.
    """
    memory = Memory() if memory is None else memory
    points = memory.first(points_in(graded.items))
    results = tuple(
        memory.of(shown, result, rubric.by_id.get(result.id), rubric, view, points if result.remarks else NO_POINTS)
        for result in graded.items
    )
    results = tuple(
        memory.of(without_figure, result) if is_untold_ground(result, results, graded.items) else result
        for result in results
    )
    networks = known_networks(graded.networks, results, memory)
    answered = {result.id for result in results if result.given}
    places = {name: place for name, place in graded.places.items() if name in answered}
    shown_to_all = replace(graded, items=results, networks=networks, places=places)
    if view.audience is Audience.GRADER:
        return shown_to_all
    return replace(shown_to_all, items=without_untold(results), diagnostics=told(graded.diagnostics))


def without_figure(result: ItemResult) -> ItemResult:
    """Return a result without its picture."""
    return replace(result, figure=None)


def is_untold_ground(result: ItemResult, results: Iterable[ItemResult], whole: Iterable[ItemResult]) -> bool:
    """Whether a picture shows a function that another item asks for, as long as its answer is not told."""
    if not isinstance(result.figure, DescentFigure) or result.expected is not None:
        return False
    untold = {other.id for other in results if other.expected is None and other.outcome is not Outcome.CORRECT}
    asked = (other.expected.text for other in whole if other.expected and other.id in untold)
    function = without_blanks(result.figure.function)
    return any(without_blanks(text) == function for text in asked)


def known_networks(
    networks: Iterable[NetworkFigure], results: Iterable[ItemResult], memory: Memory
) -> tuple[NetworkFigure, ...]:
    """Return networks without the edges that would tell how a quantity is computed that a student has yet to find."""
    known = (result.id for result in results if result.expected is not None or result.outcome is Outcome.CORRECT)
    told = memory.first(frozenset(known))
    return tuple(memory.of(NetworkFigure.with_known_edges, network, told) for network in networks)


def shown(
    result: ItemResult, item: Item | None, rubric: Rubric, view: View, points: frozenset[str] = NO_POINTS
) -> ItemResult:
    """Return one item as ``view`` may see it; an item that the rubric does not have shows nothing."""
    is_student = view.audience is Audience.STUDENT
    if item is None or (is_student and item.hidden and (view.is_check or view.phase is not Phase.RELEASED)):
        return untold(result)
    level = level_of(item, rubric, view)
    hints = hint(result.outcome, item.hints, result.remarks, view.hints)
    if is_student:
        result = for_student(result, item, points)
        result = without_key_points(result) if view.phase is Phase.BEFORE_DEADLINE else result
    result = at_level(replace(result, remarks=(*hints, *result.remarks)), level)
    if view.is_check and result.outcome is Outcome.UNREADABLE:
        result = replace(result, credit=None)
    remarks = most_important(result.remarks) if is_student else in_order(result.remarks)
    return replace(result, remarks=remarks)


def level_of(item: Item, rubric: Rubric, view: View) -> Level:
    """Return the level of feedback on an item; a student who checks is never told the expected answer."""
    key = (view.audience, view.phase)
    level = item.levels.get(key) or rubric.visibility.level(*key)
    return Level.WHY if view.is_check and level is Level.EVERYTHING else level


def at_level(result: ItemResult, level: Level) -> ItemResult:
    """Take away what a level does not tell."""
    if not level.tells(Level.EVERYTHING):
        figure = result.figure.without_key() if result.figure else None
        result = replace(result, expected=None, decision=None, figure=figure, fingerprint="")
    if not level.tells(Level.WHY):
        remarks = tuple(remark for remark in result.remarks if remark.id in EVEN_WITHOUT_REASONS)
        result = replace(result, remarks=remarks, components=())
    if not level.tells(Level.VERDICT):
        result = without_verdict(result)
    return result


def without_verdict(result: ItemResult) -> ItemResult:
    """Take away the outcome, unless the student knows it: there is no answer, or it cannot be read."""
    if result.outcome in (Outcome.BLANK, Outcome.UNREADABLE):
        return replace(result, remarks=())
    figure = None if isinstance(result.figure, CurvesFigure) else result.figure  # only wrong answers have curves
    return replace(result, outcome=Outcome.WITHHELD, credit=None, remarks=(), diagnostics=(), figure=figure)


def for_student(result: ItemResult, item: Item, points: frozenset[str]) -> ItemResult:
    """Take away what students are not told at any level: complaints for the author, and what gives an answer away."""
    remarks = tuple(
        without_internals(remark)
        for remark in result.remarks
        if remark.id not in FOR_GRADERS and not gives_away(remark, result, item, points)
    )
    return replace(result, remarks=remarks, diagnostics=told(result.diagnostics))


def told(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the complaints that are meant for students."""
    return tuple(diagnostic for diagnostic in diagnostics if diagnostic.audience == "student")


def without_internals(remark: Remark) -> Remark:
    """Take away the names of our own modules, in what is said of a mistake of ours, and hints nobody asked for."""
    told = () if remark.id == "fault" else (each for each in remark.parameters if each[0] != "hint")
    return replace(remark, parameters=tuple(told))


def without_untold(results: tuple[ItemResult, ...]) -> tuple[ItemResult, ...]:
    """Take away what remarks on one item tell of another whose outcome is withheld: "consistent with your …"."""
    untold = {result.id for result in results if result.outcome is Outcome.WITHHELD}
    if not untold:
        return results
    return tuple(
        replace(
            result, remarks=tuple(each for each in result.remarks if dict(each.parameters).get("item") not in untold)
        )
        for result in results
    )


def chosen_phase(rubric: Rubric, phase: str | None, now: str | None) -> Phase:
    """Return the phase that is named, or that an instant falls into; without either, the one before the deadline.

    UsageError where ``now`` is no instant, or the rubric states none to compare it with.
    """
    if phase is not None:
        return Phase(phase)
    if now is None:
        return Phase.BEFORE_DEADLINE
    moment = instant(now)
    if moment is None:
        raise unusable(f"'{now}' is not an instant.", "It needs a date, a time and its offset from UTC (ISO 8601).",
                       "Write it like '2026-11-30T23:59:00+01:00'.")  # fmt: skip
    if rubric.visibility.deadline is None and rubric.visibility.release is None:
        raise unusable(f"The rubric '{rubric.id}' states no deadline and no release.",
                       "An instant says nothing without them.",
                       "Add 'deadline' or 'release' to its 'visibility', or name the phase with --phase.")  # fmt: skip
    return rubric.visibility.phase_at(moment)


def unusable(what: str, why: str, help: str) -> UsageError:
    """Return the complaint about an instant that names no phase."""
    return UsageError(Diagnostic(slug="no-phase", what=what, why=why, help=help, audience="author"))
