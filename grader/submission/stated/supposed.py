"""Whether a document only supposes what a formula says: ``if``, ``without the ReLU we would have``, ``for $v = 0$:``.

Such a formula may still be the answer. So it is asked about, and never taken for one that the student leaves out. Only
the words of its own sentence count, in English and German.

>>> from grader.documents.prose.markdown import read_markdown
>>> from grader.source import Source
>>> text = "We have $L = 1$. For $v = 0$: $L = 2$, so $L = 3$. It is $z = 1$ if $x > 0$."
>>> [formula.body.text for formula in find_supposed(read_markdown(Source("a.md", text)).formulas)]
['v = 0', 'L = 2', 'z = 1', 'x > 0']
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from grader.documents.prose.records import Formula
from grader.patterns import regex
from grader.submission.stated.attributed import is_attributed

__all__ = ["find_supposed", "find_withdrawn"]

MAX_BEFORE: Final = 1_000  # characters; a longer sentence is looked at from there
MAX_GAP: Final = 20  # characters between two formulas of one list
MAX_INSIDE: Final = 60  # characters of a formula; a value that a case is about is shorter
SENTENCE: Final = regex(
    r"[.!?;](?:\s|\\n)|\n[ \t]*\n|\n[ \t]*(?:[#*>-]|\d+[.)])|\\n(?:\\n|#)|\\(?:item|section|subsection)\b"
    r"|\"source\":"  # of a cell
)
SUPPOSES: Final = regex(
    r"\b(?:if|suppos(?:e|ing)|assum(?:e|ing)|without|would|check(?:ed|ing)?|numerically|eg|example|instance|special|"
    r"otherwise|else|unless|whenever|wrong(?:ly)?|mistaken(?:ly)?|instead|falls|wenn|angenommen|ohne|wäre|würden?|"
    r"(?:my|the) first (?:idea|try|thought|attempt|guess|result|version|answer)|first i (?:thought|had|got)|"
    r"(?:off-?)?diagonal\s+(?:entries|entry|elements?|terms?|part)|(?:neben)?diagonal(?:einträge|elemente)|"
    r"probe|beispiel|sonst|falsch|(?:another|(?:a|some|any) (?:different|other)|anderer|anderem|anderen)\s+"
    r"(?:start\w*|step\w*|point|initial|learning|schritt\w*|punkt\w*|anfang\w*|lernrate))\b|\b(?:numbers|zahlen|zahlenwerte):"
)
# "If I work it out directly": no condition, unless a formula follows before the comma.
BY_WORK: Final = regex(
    r"\s+(?:i|we|you|one|ich|wir|man)\s+(?:[\w'’]+\s+){0,4}?(?:comput|calculat|work|deriv|expand|multipl|simplif|"
    r"differentiat|berechn|ausrechn|nachrechn|rechn|ableit|herleit|ausmultipl|vereinfach|umform)\w*[^§]*$"
)
BY_WORK_AFTER: Final = frozenset({"if", "wenn"})
# "The first one is wrong": what was written before that, and not what follows.
REFUSED_BEFORE: Final = regex(
    r"\b(?:first|above|earlier|previous|old|before|erste[rsn]?|obige[rsn]?|vorige[rsn]?|frühere[rsn]?|alte[rsn]?)\s+"
    r"(?:[^\W\d_]+\s+){0,3}?(?:is|was|are|were|ist|war|sind|waren)\s+(?:[^\W\d_]+\s+){0,2}?(?:wrong|mistaken|falsch)\b"
    r"|<-+\s*(?:wrong|falsch)\b"
)
CONCLUSIONS: Final = "hence|thus|therefore|daher|somit|folglich|follows"
CONCLUDES: Final = regex(rf"\b(?:{CONCLUSIONS})\b")
CONCLUDES_OR_SO: Final = regex(rf"\b(?:so|{CONCLUSIONS})\b")
GERMAN: Final = frozenset({"falls", "wenn", "angenommen", "wäre"})  # after these, "so" only means "then"
HIDDEN: Final = regex(r"§[^§]*§")
AT_WORDS: Final = r"\b(?:for|at|with|where|when|case|bei|für|mit|wo|fall)\s*"
AT: Final = regex(rf"{AT_WORDS}$")
AT_A_VALUE: Final = regex(rf"{AT_WORDS}§([^§]*)§[\s:,]*(?:\w+\s+){{0,3}}(?:§[^§]*§(?:[\s,]|and\b|und\b)*)*$")
VALUE: Final = regex(
    r"\s*(?![i-n]\b)\\?[^\W\d_]+(?:_\{?\w+\}?)?\s*(?:[=<>≤≥≠]|\\(?:leq?|geq?|neq?|lt|gt)\b)\s*[-+−]?\s*\d+(?:\.\d+)?\s*"
    r"|\s*[i-n]\s*(?:[=≠]|\\neq?\b|\\ne\b)\s*[i-n]\s*"  # one case of a formula with two index letters
)
# In small letters: a capital one begins another sentence.
SUPPOSED_AFTER: Final = regex(
    r"[ \t]*,?[ \t]*\n?[ \t]*(?:if|when|whenever|unless|otherwise|else|falls|wenn|sonst|"
    r"(?:would be|is|was|wäre|ist|war)\s+(?:wrong|not|falsch|nicht))\b"
)
# ", but this is only for cross-entropy": it holds somewhere else.
LIMITED_AFTER: Final = regex(
    r"[\s.,;:–—()-]{0,6}(?:(?:but|aber|though)\s+)?(?:this|that|it|which|das|dies|es|was)\s+"
    r"(?:is|holds|works|applies|would\s+be|gilt|stimmt|ist|wäre)\s+(?:aber\s+|however\s+)?(?:only|just|nur)\s+"
    r"(?:true\s+|valid\s+|correct\s+|right\s+|richtig\s+)?(?:for|if|when|in|with|für|wenn|bei|falls|im|in|mit)\b",
    re.IGNORECASE,
)

# What takes back the formula before it: "-- this is wrong", "Das stimmt nicht."
WITHDRAWN_AFTER: Final = regex(
    r"[\s.,;:–—()*_-]{0,12}(?:(?:but|aber|no|nein|oops|sorry|ups|hm+|actually)[,.:!]?\s+){0,2}"
    r"(?:(?:this|that|it|which|these|both|all|das|dies|es|was|beides|alles)\s+(?:\w+\s+){0,2}?)?"
    r"(?:(?:is|are|was|were|seems|looks|ist|war|sind|waren)\s+(?:(?!not\b|nicht\b)\w+\s+){0,2}?"
    r"(?:wrong|incorrect|nonsense|rubbish|false|a\s+mistake|an\s+error|falsch|unsinn|quatsch|ein\s+fehler|"
    r"(?:not|nicht)\s+(?:\w+\s+)?(?:right|correct|true|valid|richtig|korrekt|wahr))"
    r"|(?:wrong|incorrect|falsch)\s*[!,.:;)\]]|stimmt\s+(?:\w+\s+)?nicht|(?:cannot|can't|can\s+not|kann\s+nicht)\s+"
    r"(?:be\s+(?:right|correct|true)|stimmen|richtig)|(?:does\s+not|doesn't)\s+(?:hold|work)|isn't\s+(?:right|correct))(?![^.!\n]{0,20}\?)",
    re.IGNORECASE,
)
JOINED: Final = regex(r"[ \t,;]*(?:and|und|or|oder)?[ \t]*\n?[ \t]*")


def find_supposed(formulas: Sequence[Formula]) -> Iterator[Formula]:
    """Yield the formulas, which are in the order of the text, that are a condition, a special case or a check.

    So are those that are taken back.
    """
    yield from find_supposed_by_words(formulas)
    yield from find_withdrawn(formulas)


def find_withdrawn(formulas: Sequence[Formula]) -> Iterator[Formula]:
    """Yield the formulas that words after them take back, with all that such a formula ends a list of."""
    later: Formula | None = None
    for formula in reversed(formulas):
        text = formula.body.source.text
        is_joined = later is not None and JOINED.fullmatch(text, formula.end, min(later.start, formula.end + MAX_GAP))
        is_near = later is not None and later.start <= formula.end + MAX_GAP
        if (is_joined and is_near) or WITHDRAWN_AFTER.match(text, formula.end):
            later = formula
            yield formula
        else:
            later = None


def find_supposed_by_words(formulas: Sequence[Formula]) -> Iterator[Formula]:
    """Yield the formulas that their own sentence makes a condition, a special case or a check."""
    sentence, end, cell = "", 0, 0
    for formula in formulas:
        text = formula.body.source.text
        if formula.cell != cell:
            sentence, cell = "", formula.cell
        between = text[max(end, formula.start - MAX_BEFORE) : formula.start].replace("e.g.", "eg")
        # A blank line ends no sentence that a formula in a line of its own goes on.
        sentence = SENTENCE.split(sentence + (between.rstrip() if formula.is_display else between))[-1]
        small = sentence.lower()
        is_case = bool(AT.search(small)) and VALUE.fullmatch(formula.body.text) is not None
        is_others = is_attributed(HIDDEN.sub(" § ", sentence))
        is_limited = any(pattern.match(text, formula.end) for pattern in (SUPPOSED_AFTER, LIMITED_AFTER))
        if is_case or is_others or is_limited or is_supposed_before(small):
            yield formula
        inside = SENTENCE.sub(" ", formula.body.text[:MAX_INSIDE]).replace("§", " ")
        sentence, end = f"{sentence[-MAX_BEFORE:]}§{inside}§", formula.end


def is_supposed_before(sentence: str) -> bool:
    """Whether the words in front of a formula make it a condition, a special case or a check."""
    words = HIDDEN.sub(" § ", sentence)
    words = REFUSED_BEFORE.sub(" ", words)
    supposes = [each for each in SUPPOSES.finditer(words) if not is_by_work(each, words)]
    if supposes:
        last = supposes[-1]
        if not (CONCLUDES if last[0] in GERMAN else CONCLUDES_OR_SO).search(words, last.end()):
            return True
    value = AT_A_VALUE.search(sentence)
    return value is not None and VALUE.fullmatch(value[1]) is not None


def is_by_work(found: re.Match[str], words: str) -> bool:
    """Whether a clause with *if* says how something is found, and not when it holds."""
    return found[0] in BY_WORK_AFTER and BY_WORK.match(words, found.end()) is not None
