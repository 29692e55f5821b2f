"""Why a statement is proposed for an item, or why somebody is asked, in words that a student reads."""

from collections.abc import Mapping, Sequence

from grader.errors import join_words, put_in_quotes
from grader.expr import to_text
from grader.submission.asked import AskedItem
from grader.submission.claims.candidates import Candidate, Ground
from grader.submission.claims.matching import Match
from grader.submission.claims.names import Claim
from grader.submission.claims.targets import Target

__all__ = [
    "describe_ask",
    "describe_blank",
    "describe_candidate",
    "describe_elsewhere",
    "describe_left_out",
    "describe_misread",
    "describe_missing",
    "describe_only_part",
    "describe_own",
    "describe_redefined",
    "describe_text",
]


def describe_candidate(
    one: Candidate, *, is_repeated: bool = False, is_last: bool = False, is_marked: bool = False
) -> str:
    """Why a candidate may be an answer."""
    name = put_in_quotes(one.name)
    if is_marked:
        return "You marked it as the answer to this item."
    if one.is_supposed:
        role = "a condition, a special case, a check or somebody else's"
        return f"It begins with {name}; the words around it make it {role}."
    if one.is_collected:
        first, last = one.claims[0], one.claims[-1]
        names = [put_in_quotes(claim.name) for claim in (first, last)]
        said = f"Its parts are given one by one, from {names[0]} to {names[1]}" if len(one.claims) > 1 else name
    elif one.ground is Ground.TITLED:
        said = f"It is what you wrote under {name}"
    elif one.ground is Ground.SAID:
        said = "The words in front of it are those of the question"
    elif one.ground is Ground.HINT:
        return f"It begins with {name} and mentions what is asked for."
    elif one.ground is Ground.OWN_VALUE:
        said = f"It begins with {name}, which is your own point"
    else:
        said = f"It begins with {name}"
    if is_last:
        said += "; you wrote several that differ, and the last one counts"
    elif is_repeated:
        said += "; you wrote it more than once, and the last result counts"
    return f"{said}."


def describe_ask(match: Match, matches: Mapping[str, Match]) -> str:
    """Why nothing is taken for an item although there are candidates."""
    claims = {claim for one in match.others for claim in one.claims}
    rivals = [
        other.target.item.title
        for other in matches.values()
        if other is not match and other.taken is not None and claims & set(other.taken.claims)
    ]
    if rivals and len(match.others) == 1:
        return (
            f"What may answer this item is read as the answer to {put_in_quotes(rivals[0])}; it may be meant for both."
        )
    contested = [
        other.target.item.title
        for other in matches.values()
        if other is not match and other.taken is None and claims & {c for one in other.others for c in one.claims}
    ]
    if contested:
        return f"It is not clear what answers this item, and what answers {put_in_quotes(contested[0])}."
    if all(one.is_supposed for one in match.others):
        return "What may be meant is only supposed, by the words around it."
    if len(match.others) == 1:
        return "One statement may be meant, but it does not have the name that is asked for."
    return f"There are {len(match.others)} statements that may be meant, and they differ."


def describe_misread(text: str, instead: str) -> str:
    """Why somebody is asked about a statement in which a sign may have been taken for another one."""
    return f"{put_in_quotes(text)} may have been misread: it makes sense as {put_in_quotes(instead)}."


def describe_redefined(name: str) -> str:
    """Why somebody is asked about a statement with a constant to which the student has given another meaning."""
    return f"You give {put_in_quotes(name)} a meaning of your own, and in an answer it is read as the constant."


def describe_missing(target: Target) -> str:
    """Why nothing was found for an item."""
    if target.is_of_words:
        return "No paragraph is nearer to the words of the question than all others."
    if target.has_points and target.iterated:
        name = target.iterated[0]
        return f"No statements give {name}^({target.first}) and the points after it."
    head = target.symbols[0] if target.symbols else target.example_head
    if head is None:
        return "Your answer could not be recognised, because this question gives no name that it begins with."
    return f"No statement begins with {put_in_quotes(to_text(head))}."


def describe_only_part(item: AskedItem) -> str:
    """Why nothing is taken for an item of which only a part, or the formula for each part, was found."""
    return f"Only what answers {put_in_quotes(item.title)} was found; this item asks for more, or for another form."


def describe_own(claims: Sequence[Claim]) -> str:
    """The names of the student's own that an answer uses."""
    if not claims:
        return ""
    return f" It is read with your own {join_words([put_in_quotes(claim.text.text) for claim in claims])}."


def describe_blank() -> str:
    return "You marked it, and wrote nothing there."


def describe_left_out() -> str:
    return "You said that you did not answer it."


def describe_elsewhere() -> str:
    return "You said that your answer is not what was found; a person looks for it."


def describe_text(title: str) -> str:
    """Why a text is shown for a question in words."""
    if not title:
        return "It is what you wrote there; a person reads it."
    where = put_in_quotes(" ".join(title.split()))
    return f"It is what you wrote under {where}, nearest to the question; a person reads it."
