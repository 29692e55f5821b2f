"""Words that may change the value before them, or turn round what it answers: *8 (negative)*, *x > 2 (decreasing)*.

>>> [is_doubtful(text, frozenset({"increasing"})) for text in ("decreasing", "increasing", "by the chain rule", "or 3")]
[True, False, False, True]
"""

from collections.abc import Set
from typing import Final

from grader.patterns import regex

__all__ = ["is_doubtful", "is_quantity", "list_prose"]

_WORD: Final = regex(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_PREFIXES: Final = ("in", "un", "non", "dis", "im", "ir", "anti", "de")
# They deny, correct, hedge, offer a choice, or say that the value is a part, a multiple or a function of another one.
_DOUBTFUL: Final = frozenset(_WORD.findall("""
    not no non never none nothing neither nor cannot without except excluding excluded exclude unless wrong false
    incorrect untrue impossible error mistake typo instead rather than actually sorry edit edited correction corrected
    should would could might may must maybe perhaps possibly probably guess guessed guessing unsure sure estimate
    estimated doubt think idk else other others another either or whether if only also too plus versus was were
    negative negatives minus sign signs signed opposite reverse reversed negated negate inverse inverted reciprocal
    conjugate complement absolute modulus mod modulo transposed squared cubed square cube root roots sqrt power powers
    exponent log ln logarithm factorial base binary hex hexadecimal octal half halves third thirds quarter quarters
    quarterly double doubled triple tripled thrice times multiplied multiply divided divide factor fold per percent
    percentage each apiece both dozen dozens hundred hundreds thousand thousands million millions billion tens tenth
    tenths hundredth zero one two three four five six seven eight nine ten eleven twelve twenty remainder rest bound
    least most more less fewer greater over under above below beyond before after until upto about almost nearly
    approx approximately roughly around circa inclusive included exclusive closed open outside complementary accept
    loss debt deficit owed remaining backward backwards behind everything anything all any some part partly partially
    ignore ignoring neglecting dropped deleted crossed scratch previous old attempt whatever question answer
    feet foot ft inch inches mile miles mph kmh yard yards pound pounds lbs ounce ounces gallon gallons day days week
    weeks month months year years dollar dollars cent cents euro euros celsius fahrenheit degree degrees deg radian
    radians rad gradians rpm kilo mega giga milli micro nano centi thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen thirty forty fifty sixty seventy eighty ninety i lower upper higher smaller larger add added adding
    subtract subtracted subtracting squaring take taking taken change changed replace replaced meant
"""))  # fmt: skip
# In one dimension they are a sign. Where things only go up or down, they say when it happens.
_DIRECTIONS: Final = frozenset(
    _WORD.findall("left right up down upward upwards downward downwards west south leftward leftwards slowing")
)
_SIGNED: Final = frozenset({"velocity", "velocities", "direction", "displacement", "acceleration", "position", "force"})
_OPPOSITES: Final = (
    "maximum minimum", "maximises minimises", "increasing decreasing",
    "increase decrease", "increases decreases", "grows shrinks", "up down", "upward downward", "upwards downwards",
    "upper lower", "left right", "concave convex", "converges diverges", "convergent divergent", "converge diverge",
    "absolutely conditionally", "odd even", "row column", "rows columns", "rank nullity", "mean variance",
    "null alternative", "real complex", "positive negative", "first last", "smallest largest", "smaller larger",
    "lowest highest", "supremum infimum", "necessary sufficient", "injective surjective", "local global",
    "inflection critical", "inflection extremum", "saddle minimum", "saddle maximum", "mean median", "true false",
    "source sink", "attractive repulsive", "horizontal vertical", "tangent normal", "parallel perpendicular",
    "before after", "initial final", "population sample", "domain range", "exact approximate", "invertible singular",
    "input output", "precision recall", "one-sided two-sided", "numerator denominator", "radius diameter",
)  # fmt: skip
# Of quantities in one line, a remark may name another one than the question: 17 (standard deviation).
_QUANTITIES: Final = tuple(
    frozenset(line.split(" "))
    for line in (
        "mean median mode variance var deviation covariance cov correlation range quartile percentile error",
        "rank nullity trace determinant det dimension dim norm eigenvalue eigenvector",
        "precision recall accuracy specificity sensitivity f1 odds probability likelihood",
        "speed velocity acceleration distance displacement time height energy momentum impulse force mass weight work",
        "area volume perimeter circumference length radius diameter width depth",
        "voltage current resistance charge capacitance power frequency period wavelength amplitude",
        "sum product difference quotient average",
        "slope intercept derivative integral limit antiderivative",
    )
)
_FORMS: Final = {
    **dict.fromkeys(("max", "maxima", "maximal", "maximums"), "maximum"),
    **dict.fromkeys(("min", "minima", "minimal", "minimums"), "minimum"),
}
# What a number in a remark may belong to, besides the quantities: row 2, theorem 3, left -1.
_PLACES: Final = frozenset(_WORD.findall("""
    left right row rows column columns multiplicity mult theorem lemma rule section chapter page equation eq step line
    part slide lecture table figure
"""))  # fmt: skip
_IN_FULL: Final = {"var": "variance", "cov": "covariance", "det": "determinant", "tr": "trace", "dim": "dimension"}
_OPPOSITE: Final = {
    (one, other) for pair in _OPPOSITES for one, other in (pair.split(), reversed(pair.split()))
}  # fmt: skip
_VALUED: Final = regex(r"[^\W\d_]+\s*(?:=|is\b)?\s*[-+−]?[0-9][0-9./]*")
# Set phrases in which these words leave the value as it is: "l'Hospital twice", "double root", "see above".
_PHRASES: Final = regex(
    r"(?<=[a-z] )(?:once|twice)\b|\b(?:simple|double|triple|repeated)\s+(?=(?:root|zero|pole|eigenvalue)\b)"
    r"|\bsee\s+(?:above|below)\b|\b(?:one|two)-(?=sided|tailed|tail|dimensional\b)|\b(?:root|zero|pole)(?=$|\s*,)",
)


def list_prose(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return _WORD.findall(text.casefold())


def is_doubtful(remark: str, question: Set[str]) -> bool:
    """Whether a remark has a word that may change what it is about, or is the opposite of a word in the question."""
    words = list_prose(_PHRASES.sub("", remark.casefold()))
    if words[:1] in (["once"], ["twice"]) or any(word in _DOUBTFUL or is_denial(word) for word in words):
        return True
    if question & _SIGNED and _DIRECTIONS.intersection(words) - question:
        return True
    named = list_prose(_VALUED.sub("", remark.casefold()))  # what has a value of its own is another thing: nullity 1
    if any(named[-1:] and named[-1] in group - question and group & question for group in _QUANTITIES):
        return True
    return any(is_opposite(word, asked) for word in named if word not in question for asked in question)


def is_quantity(word: str, question: Set[str]) -> bool:
    """Whether a word names a place or a quantity that the question does not have, so that its number is no answer."""
    asked = question | {_IN_FULL[name] for name in question & _IN_FULL.keys()}
    name = word.casefold()
    return name in _PLACES | frozenset().union(*_QUANTITIES) and not {name, _IN_FULL.get(name, name)} & asked


def is_denial(word: str) -> bool:
    return word.endswith(("n't", "n’t", "nʼt"))


def is_opposite(word: str, other: str) -> bool:
    """Whether two words are opposites: by the list, or by a prefix as in *dependent* and *independent*."""
    if (_FORMS.get(word, word), _FORMS.get(other, other)) in _OPPOSITE:
        return True
    shorter, longer = sorted((word, other), key=len)
    return len(shorter) > 3 and any(longer == prefix + shorter for prefix in _PREFIXES)
