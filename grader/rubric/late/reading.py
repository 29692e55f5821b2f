"""Reading the section ``late`` of a rubric, which its schema has checked, and lists of extensions.

>>> parse_cost("10 %"), parse_cost("2 points")
(Cost(share=Fraction(1, 10), points=Fraction(0, 1)), Cost(share=Fraction(0, 1), points=Fraction(2, 1)))
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from grader.documents import DocumentNode, Scalar, Sequence
from grader.errors import Diagnostic, put_in_quotes
from grader.rubric.fields import find_entry, get_text, list_nodes
from grader.rubric.late.policy import Cost, Extension, LatePolicy, Period, PerPeriod, Price, Tier, Tiers, fold_id
from grader.rubric.visibility import read_instant

__all__ = ["parse_cost", "read_extensions", "read_late"]

PERIODS = {"per_day": Period.DAY, "per_hour": Period.HOUR}
LAST = {"per_day": "last_day", "per_hour": "last_hour"}  # the last period that counts
PRICES = (*PERIODS, "tiers")
BELONGS_TO = {
    "at_most": tuple(PERIODS),
    "last_day": ("per_day",),
    "last_hour": ("per_hour",),
    "time_zone": ("per_day",),
    "late_days": ("per_day",),
}  # which key a key says more about


def read_late(section: DocumentNode | None, deadline: datetime | None, faults: list[Diagnostic]) -> LatePolicy | None:
    """Read the section of a rubric, which its schema has checked; ``deadline`` is the one in ``visibility``."""
    if section is None:
        return None
    count = len(faults)
    deadline = read_instant(section, "deadline", faults) or deadline
    if deadline is None and len(faults) == count:
        faults.append(describe_no_deadline(section))
    price = read_price(section, faults)
    if deadline is None or price is None:
        return None
    return LatePolicy(
        deadline=deadline,
        price=price,
        grace=parse_duration(get_text(section, "grace", "0 days")),
        late_days=int(get_text(section, "late_days", "0")),
        extensions=read_extensions(find_entry(section, "extensions"), deadline, faults),
    )


def read_price(section: DocumentNode, faults: list[Diagnostic]) -> Price | None:
    """Read what it costs: one of the keys that say so, with what belongs to it. None if that is not clear."""
    given = [key for key in PRICES if find_entry(section, key) is not None]
    if len(given) != 1:
        faults.append(describe_not_one_price(section, given))
        return None
    [key] = given
    others = [*find_keys_of_others(section, key)]
    faults += others
    if others:
        return None
    return read_tiers(section, faults) if key == "tiers" else read_per_period(section, key, faults)


def read_per_period(section: DocumentNode, key: str, faults: list[Diagnostic]) -> PerPeriod:
    zone = get_text(section, "time_zone")
    each, at_most = parse_cost(get_text(section, key)), find_entry(section, "at_most")
    most = parse_cost(at_most.text) if isinstance(at_most, Scalar) else None
    if isinstance(at_most, Scalar) and most and is_points(get_text(section, key)) != is_points(at_most.text):
        faults.append(describe_other_kind(at_most, key, get_text(section, key)))
    if zone and not is_time_zone(zone):
        node = find_entry(section, "time_zone")
        assert node is not None
        faults.append(describe_no_time_zone(node, zone))
    last = get_text(section, LAST[key])
    period = Period.CALENDAR_DAY if zone else PERIODS[key]
    return PerPeriod(each=each, period=period, at_most=most, last=int(last) if last else None, zone=zone)


def read_tiers(section: DocumentNode, faults: list[Diagnostic]) -> Tiers:
    """Read the steps. Each ends later than the one before, and only the last may have no end."""
    nodes, found = list_nodes(section, "tiers"), []
    for node in nodes:
        end = get_text(node, "up_to")
        found.append(Tier(cost=parse_cost(get_text(node, "costs")), up_to=parse_duration(end) if end else None))
    for (one, _), (other, node) in pairwise(zip(found, nodes, strict=True)):
        if one.up_to is None or (other.up_to is not None and other.up_to <= one.up_to):
            faults.append(describe_tier_without_use(node))
    return Tiers(tuple(found))


def find_keys_of_others(section: DocumentNode, price: str) -> Iterator[Diagnostic]:
    """Report keys that say more about another price than the one that is given."""
    for key, prices in BELONGS_TO.items():
        node = find_entry(section, key)
        if node is not None and price not in prices:
            yield make_complaint(
                "not-with-this-price",
                f"'{key}' says nothing beside '{price}'.",
                node,
                f"It belongs to {' or '.join(map(put_in_quotes, prices))}.",
                f"Remove '{key}', or write {' or '.join(map(put_in_quotes, prices))} instead of '{price}'.",
            )


def is_time_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # here, because few rubrics need it and it takes 2 ms

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_points(text: str) -> bool:
    return not text.endswith("%")


def parse_cost(text: str) -> Cost:
    """Parse ``10 %`` as a share, or ``2 points``, ``1/2 point`` as points."""
    if is_points(text):
        over, _, under = text.partition(" ")[0].partition("/")
        return Cost(points=Fraction(over) / Fraction(under or "1"))
    return Cost(share=Fraction(text.removesuffix("%").strip()) / 100)


def parse_duration(text: str) -> timedelta:
    """Parse ``15 minutes``."""
    count, _, unit = text.partition(" ")
    return timedelta(**{f"{unit.removesuffix('s')}s": int(count)})


def read_extensions(node: DocumentNode | None, deadline: datetime, faults: list[Diagnostic]) -> Mapping[str, Extension]:
    """Read the extensions in a well-formed list, by student; what is wrong with them goes to ``faults``."""
    found: dict[str, Extension] = {}
    for entry in node.items if isinstance(node, Sequence) else ():
        extension = Extension(
            student=get_text(entry, "student"),
            deadline=read_instant(entry, "deadline", faults),
            days=int(get_text(entry, "days", "0")),
            reason=get_text(entry, "reason"),
            span=entry.span,
        )
        faults += check_extension(entry, extension, deadline, found)
        found[fold_id(extension.student)] = extension
    return found


def check_extension(
    entry: DocumentNode, extension: Extension, deadline: datetime, found: Mapping[str, Extension]
) -> Iterator[Diagnostic]:
    """Yield what is wrong with one extension, given those before it."""
    name, own = find_entry(entry, "student"), find_entry(entry, "deadline")
    assert isinstance(name, Scalar)
    if (own is None) == (find_entry(entry, "days") is None):
        yield make_complaint(
            "extension-without-end",
            f"It is not clear how long the extension of '{name.text}' is.",
            name,
            "An extension has either a deadline of its own or a number of days.",
            "Write 'deadline' or 'days', and not both.",
        )
    if earlier := found.get(fold_id(name.text)):
        yield make_complaint(
            "repeated-extension",
            f"'{name.text}' has two extensions.",
            name,
            f"The first is for '{earlier.student}'; case does not matter.",
            "Keep one of them.",
        )
    if own is not None and extension.deadline is not None and extension.deadline < deadline:
        yield make_complaint(
            "extension-before-deadline",
            f"The deadline of '{name.text}' is before everybody's.",
            own,
            f"Everybody has until {deadline.isoformat()}.",
            "Write a later instant.",
        )


def describe_not_one_price(section: DocumentNode, given: list[str]) -> Diagnostic:
    return make_complaint(
        "not-one-price",
        f"There are {len(given)} prices for handing in late." if given else "It is not said what being late costs.",
        section,
        f"These are {' and '.join(map(put_in_quotes, given))}." if given else "Without a price, leave out 'late'.",
        "Write one of 'per_day', 'per_hour' and 'tiers'.",
    )


def describe_other_kind(node: Scalar, key: str, price: str) -> Diagnostic:
    kinds = ("points such as 5 points", "a percentage such as 50 %")
    return make_complaint(
        "other-kind-of-cost",
        f"{put_in_quotes(node.text)} cannot be the most that is taken off.",
        node,
        f"'{key}' is {put_in_quotes(price)}: points have a most in points, and percentages one in percent.",
        f"Write {kinds[not is_points(price)]}.",
    )


def describe_no_time_zone(node: DocumentNode, zone: str) -> Diagnostic:
    return make_complaint(
        "no-time-zone",
        f"{put_in_quotes(zone)} is not a time zone.",
        node,
        "Time zones have the names of the IANA database.",
        "Write a name such as Europe/Berlin or America/New_York.",
    )


def describe_tier_without_use(node: DocumentNode) -> Diagnostic:
    return make_complaint(
        "tier-never-used",
        "This step is never used.",
        node,
        "The step before it does not end, or does not end earlier.",
        "Put the steps in order, each with a longer 'up_to'; only the last may be without.",
    )


def describe_no_deadline(section: DocumentNode) -> Diagnostic:
    return make_complaint(
        "no-deadline",
        "There is no deadline from which late days could be counted.",
        section,
        "It belongs in 'late' or in 'visibility'.",
        "Write 'deadline:' with an instant such as 2026-11-30T23:59:00+01:00.",
    )


def make_complaint(slug: str, what: str, node: DocumentNode, why: str, help: str) -> Diagnostic:
    return Diagnostic(slug=slug, what=what, why=why, help=help, span=node.span, audience="author")
