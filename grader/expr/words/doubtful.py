"""Words that may change the value before them, or turn round what it answers: *8 (negative)*, *x > 2 (decreasing)*.

>>> [is_doubtful(text, frozenset({"increasing"})) for text in ("decreasing", "increasing", "by the chain rule", "or 3")]
[True, False, False, True]
"""

from collections.abc import Set
from typing import Final

from grader.patterns import regex

__all__ = ["IN_FULL", "are_of_one_kind", "is_doubtful", "is_opposite", "is_plain", "is_quantity", "list_prose"]

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
# What remarks consist of that say where a value is from, or which one of several it is. No list of the words that
# change a value is whole, so a remark with any other word than these, and those of the question, is for a person.
_PLAIN: Final = frozenset(_WORD.findall("""
    a an the this that these it its we of in at on for to from with by via using use used as and so then hence thus
    because since due is are be has have get gives given let set where when which here there do does did done my
    see shown check checked verify verified note also recall definition def rule rules law laws theorem lemma formula
    formulas identity identities property properties test tests criterion method methods trick step steps working work
    calculation computation expansion expanded expanding simplify simplified simplifying factor factored factoring
    cancel cancelling solving solved solve solution substitution substituting substitute sub plug plugging plugged
    integration integrate integrating differentiation differentiate differentiating derivative derivatives partial
    parts fractions implicit chain product quotient sum series taylor maclaurin geometric binomial arithmetic
    alternating comparison ratio integral limit limits euler newton bayes gauss gaussian elimination cramer cramer's
    pythagoras vieta l'hopital l'hospital l'hôpital lhopital lhospital l hopital hospital hôpital fundamental calculus
    algebra symmetry symmetric linearity linear quadratic completing conservation energy momentum newton's ohm ohm's
    kirchhoff hooke hooke's torricelli snell cauchy leibniz lagrange rolle fermat fubini laplace stokes markov
    chebyshev ideal gas kinematics air resistance ball projectile slope slopes intercept tangent normal vertical
    horizontal asymptote local relative max min maximum minimum maxima minima extremum extrema saddle inflection point
    points critical stationary global turning end ends interval domain left right side hand hidden output input layer
    layers weight weights bias biases parameter parameters neuron neurons unit units square squared cubic metre metres
    meter meters second seconds row rows column columns pivot pivots nullity rank trace determinant dependent
    independent linearly singular invertible orthogonal orthonormal eigenvalue eigenvalues eigenvector eigenvectors
    basis span vector vectors matrix matrices multiplicity mult going alg geom simple repeated covariance variance mean
    expected deviation standard normal distribution poisson uniform exponential independence total probability
    sample samples trials success successes softmax relu sigmoid logistic forward backward pass gradient descent
    iteration iterations iterate start learning rate epoch exact exactly decimal decimals rounded digits sf dp figures
    significant calculator graph plot sketch picture diagram figure table slide slides lecture lectures notes book page
    chapter section example class question part above below down up incline plane ground ramp wall
    one-sided two-sided tailed sided tail statistic alpha level significance p-value
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
    "kinetic potential",
)  # fmt: skip
# Of quantities in one line, a remark may name another one than the question: 17 (standard deviation).
_QUANTITIES: Final = tuple(
    frozenset(line.split(" "))
    for line in (
        "mean median mode variance var deviation covariance cov correlation range quartile percentile error",
        "rank nullity trace determinant det dimension dim norm eigenvalue eigenvector",
        "precision recall accuracy specificity sensitivity f1 odds probability likelihood",
        "speed velocity acceleration distance displacement time height energy momentum impulse force mass weight work",
        "area surface volume perimeter circumference length radius diameter width depth",
        "voltage current resistance charge capacitance power frequency period wavelength amplitude",
        "sum product difference quotient average",
        "profit revenue cost costs income expenses turnover loss price tax interest",
        "slope intercept derivative integral limit antiderivative",
    )
)
_FORMS: Final = {
    **dict.fromkeys(("max", "maxima", "maximal", "maximums"), "maximum"),
    **dict.fromkeys(("min", "minima", "minimal", "minimums"), "minimum"),
    "kin": "kinetic",
    "mdn": "median",
    "pot": "potential",
}
# What a number in a remark may belong to, besides the quantities: row 2, theorem 3, left -1.
_PLACES: Final = frozenset(_WORD.findall("""
    left right row rows column columns multiplicity mult theorem lemma rule section chapter page equation eq step line
    part slide lecture table figure
"""))  # fmt: skip
_OWNERS: Final = _PLACES.union(*_QUANTITIES)
IN_FULL: Final = {"var": "variance", "cov": "covariance", "det": "determinant", "tr": "trace", "dim": "dimension"}
_OPPOSITE: Final = {
    (one, other) for pair in _OPPOSITES for one, other in (pair.split(), reversed(pair.split()))
}  # fmt: skip
_VALUED: Final = regex(r"[^\W\d_]+\s*(?:=|is\b)?\s*[-+−]?[0-9][0-9./]*")
# Set phrases in which these words leave the value as it is: "l'Hospital twice", "double root", "see above".
_PHRASES: Final = regex(
    r"(?<=[a-z] )(?:once|twice)\b|\b(?:simple|double|triple|repeated)\s+(?=(?:root|zero|pole|eigenvalue)\b)"
    r"|\bleast[ -]squares?\b|\bsee\s+(?:above|below)\b|\b(?:one|two)-(?=sided|tailed|tail|dimensional\b)"
    r"|\b(?:root|zero|pole)(?=$|\s*,)",
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


def is_plain(remark: str, question: Set[str]) -> bool:
    """Whether every word of a remark is known to say nothing about the value, or is one of the question."""
    words = list_prose(_PHRASES.sub("", remark.casefold()))
    return all(len(word) == 1 or word in _PLAIN or word in question for word in words)


def is_quantity(word: str, question: Set[str]) -> bool:
    """Whether a word names a place or a quantity that the question does not have, so that its number is no answer."""
    asked = question | {IN_FULL[name] for name in question & IN_FULL.keys()}
    name = word.casefold()
    return name in _OWNERS and not {name, IN_FULL.get(name, name)} & asked


def is_denial(word: str) -> bool:
    return word.endswith(("n't", "n’t", "nʼt"))


def are_of_one_kind(word: str, other: str) -> bool:
    """Whether two words are quantities that are found side by side: *mean* and *mode*, *area* and *perimeter*."""
    return any({word, other} <= group for group in _QUANTITIES)


def is_opposite(word: str, other: str) -> bool:
    """Whether two words are opposites: by the list, or by a prefix as in *dependent* and *independent*."""
    if (_FORMS.get(word, word), _FORMS.get(other, other)) in _OPPOSITE:
        return True
    shorter, longer = sorted((word, other), key=len)
    return len(shorter) > 3 and any(longer == prefix + shorter for prefix in _PREFIXES)
