"""Every error message about a formula, in one table: what is wrong, why, and how to fix it.

The braces are filled with pieces of the answer as it was typed; those pieces are never templates themselves. Each slug
has its entry in ``docs/messages.md``.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from grader.errors import AnswerError, Diagnostic, LimitError, Proposal, put_in_quotes
from grader.limits import MAX_ANSWER_CHARACTERS
from grader.patterns import regex
from grader.source import Source, Span

__all__ = [
    "ELLIPSIS",
    "LIMITS",
    "MESSAGES",
    "MAX_QUOTE_CHARACTERS",
    "Change",
    "Message",
    "apply_change",
    "complain_over_limit",
    "complain_too_long",
    "complain",
    "propose_answer",
    "shorten_quote",
]

MAX_QUOTE_CHARACTERS: Final = 60  # a longer piece is cut, so that a message keeps to about one line
MAX_COPIED_CHARACTERS: Final = 120  # nobody copies a longer answer from a message
ELLIPSIS: Final = "…"
_IN_QUOTES: Final = regex(r"'\{(?P<name>\w+)\}'")


class Message(NamedTuple):
    """The three sentences of a message; the last two may be empty.

    ``help`` says in words what to do. It is replaced by the texts that are proposed, where there are any.
    """

    what: str
    why: str = ""
    help: str = ""


class Change(NamedTuple):
    """A text to write in place of a piece of an answer; without a place, in place of what the message is about.

    ``piece`` is quoted of an answer that is too long to be quoted whole: the text, if nothing else is given.
    """

    text: str
    meaning: str = ""
    start: int = -1
    end: int = -1
    piece: str | None = None


def complain(text: str, start: int, end: int, slug: str, /, *changes: Change, **pieces: object) -> AnswerError:
    """Build the error ``slug`` about the characters ``start`` to ``end`` of an answer.

    ``changes`` are the ways to write what may be meant. They are proposals, so nobody is shown one that has not been
    tried.
    """
    message = MESSAGES[slug]
    pieces.setdefault("written", shorten_quote(text[start:end]))
    what, why, help = (fill_in(sentence, pieces) for sentence in message)
    diagnostic = Diagnostic(slug=slug, what=what, why=why, help=help, span=Span(Source("answer", text), start, end))
    if not changes:
        return AnswerError(diagnostic)
    placed = [change if change.start >= 0 else change._replace(start=start, end=end) for change in changes]
    return AnswerError(diagnostic.propose(apply_change(text, change) for change in placed))


def fill_in(sentence: str, pieces: Mapping[str, object]) -> str:
    """Fill in the braces of a sentence; ``'{name}'`` is quoted as ``put_in_quotes`` does it.

    >>> print(fill_in("'{label}' is not a name.", {"label": "f'"}))
    "f'" is not a name.
    """

    def quote(match: re.Match[str]) -> str:
        return put_in_quotes(str(pieces[match["name"]])).replace("{", "{{").replace("}", "}}")

    return _IN_QUOTES.sub(quote, sentence).format(**pieces)


def apply_change(text: str, change: Change) -> Proposal:
    """Return a change of an answer as a proposal, which quotes the whole answer if that is short."""
    answer = text[: change.start] + change.text + text[change.end :]
    return propose_answer(answer, change.text if change.piece is None else change.piece, change.meaning)


def propose_answer(answer: str, piece: str = "", meaning: str = "") -> Proposal:
    """Return a proposal that quotes the whole answer, or only the new piece of one that is long."""
    whole, piece = answer.strip(), "" if piece.strip() == answer.strip() else piece
    fitting = ((whole, MAX_QUOTE_CHARACTERS), (piece, MAX_QUOTE_CHARACTERS), (whole, MAX_COPIED_CHARACTERS))
    shown = next((text for text, most in fitting if 0 < len(text) <= most and "\n" not in text), "")
    return Proposal(answer=answer, shown=shown, meaning=meaning)


def shorten_quote(piece: str) -> str:
    """Put a piece of an answer on one line, and cut it if it is long."""
    piece = " ".join(piece.split())
    return piece if len(piece) <= MAX_QUOTE_CHARACTERS else piece[: MAX_QUOTE_CHARACTERS - 3] + ELLIPSIS


def complain_over_limit(text: str, start: int, end: int, limit_name: str, /, **pieces: object) -> LimitError:
    """Build the error for an answer over the limit ``limit_name``; nothing has been computed by then."""
    what, help = (fill_in(sentence, pieces) for sentence in LIMITS[limit_name])
    why = f"The limit {limit_name} keeps one answer from using up the time of all others."
    span = Span(Source("answer", text), start, end)
    return LimitError(Diagnostic(slug="limit", what=what, why=why, help=help, span=span))


def complain_too_long(text: str) -> LimitError:
    """Quote only the beginning of an answer that is too long."""
    return complain_over_limit(text[:40], 0, 40, "MAX_ANSWER_CHARACTERS", count=len(text), limit=MAX_ANSWER_CHARACTERS)


LIMITS: Final[dict[str, tuple[str, str]]] = {
    "MAX_ANSWER_CHARACTERS": ("This answer has {count:,} characters, more than {limit:,}.", "write a shorter answer."),
    "MAX_TOKENS": ("This answer has more than {limit:,} signs, names and numbers.", "write a shorter formula."),
    "MAX_DEPTH": ("This formula is nested more than {limit} levels deep.",
                  "write it with fewer brackets, fractions and powers inside each other."),
    "MAX_NAME_CHARACTERS": ("This name has more than {limit} letters.", "write * between factors."),
    "MAX_ARGUMENTS": ("There are more than {limit} values between these brackets.", "write fewer."),
    "MAX_ENTRIES": ("This matrix has more than {limit} entries.", "write a smaller matrix."),
    "MAX_LITERAL_DIGITS": ("This number has more than {limit} digits.", "round it."),
    "MAX_DECIMAL_EXPONENT": ("The exponent of this number is above {limit}.", "write a number closer to 1."),
    "MIN_DECIMAL_EXPONENT": ("The exponent of this number is below {limit:,}.", "write a number closer to 1."),
    "MAX_ROOT_INDEX": ("The index of this root is above {limit:,}.", "write it as a power."),
    "MAX_VALUE_DIGITS": ("This value has more than {limit:,} digits, and it is not computed.",
                         "simplify it, or check the exponents."),
    "MAX_FACTORIAL": ("This is the factorial of a number above {limit:,}, and it is not computed.",
                      "cancel factorials where you can."),
    "MAX_SUM_TERMS": ("This sum or product has more than {limit:,} terms, and it is not computed.",
                      "write its value, or a formula without the sum."),
}  # fmt: skip

MESSAGES: Final[dict[str, Message]] = {
    # The formula as a whole
    "empty": Message("There is no formula here.", "", "write your answer."),
    "incomplete": Message("The formula stops after {before}.", "Something has to follow it.",
                          "complete the formula."),
    "missing-operand": Message("A number, name or bracket is missing before {token}.", "", "write what belongs there."),
    "unexpected": Message("{token} does not belong here.", "The formula before it is complete.",
                          "join it to the formula by an operator, or leave it out."),
    "several-formulas": Message("A second formula begins here.",
                                "Only a chain such as a = b = c goes on in a new line.",
                                "write one formula."),
    "quotation": Message("Text in quotation marks is not part of a formula.",
                         "An answer is made of numbers, names, operators and brackets.",
                         "write the formula without quotation marks."),
    "not-an-answer": Message("'{word}' cannot be used in an answer.", "{why}", "{help}"),
    "sentence": Message("This reads like a sentence, but a formula is expected.",
                        "Words are not part of a formula, unless they are names or functions of the exercise.",
                        "write the formula alone; leave the item blank if you have no answer."),
    "words-before": Message("'{written}' is not part of the formula after it.",
                            "Words are not part of a formula, unless they are names or functions of the exercise.",
                            "leave these words out, and write the formula alone."),
    "ellipsis": Message("'{dots}' leaves out a part of the answer.",
                        "The grader would have to guess what the dots mean.",
                        "write out the part that is left out."),
    "about": Message("'{written}' says that the number is not exact.",
                     "An answer is compared with a stated tolerance, so it needs no sign for 'about'.",
                     "write the number alone."),
    "two-values": Message("'{first}' and '{second}' are different values.",
                          "A second value, in brackets or after '≈', is read only as a correct rounding of the first.",
                          "write one of them."),
    "label-colon": Message("There is a colon after a name.", "A value is given to a name with an equals sign.",
                           "put an equals sign after each name."),
    "ratio": Message("There is a colon between the numbers {left} and {right}.", "A colon has a meaning only in ':='.",
                     "use a slash for a quotient."),
    "update": Message("'{written}' is not read as a new value of '{name}'.", "A new value is given with ':='.",
                      "write the name, ':=' and the formula of the new value, where an update rule is asked for."),
    "left-side": Message("The left side '{written}' cannot be read.",
                         "Only names and functions of the exercise can be used.",
                         "write a left side with the names of the exercise, or the right side alone where a value is "
                         "asked for."),
    "listed-conditions": Message("There are several conditions in a row.",
                                 "Conditions are joined with 'and' or 'or'; values are listed without '='.",
                                 "put a word between them where conditions are asked for, else list the values alone."),
    "loose-comma": Message("There is a comma outside all brackets.", "A list or set needs brackets around it.",
                           "put brackets around a list or set; where one value is asked for, write that value alone."),
    "semicolon": Message("There is a semicolon between entries.", "The entries of a list are separated by commas.",
                         "put a comma between entries, and a point in decimals."),
    "bar": Message("There is a bar between entries.", "The entries of a list are separated by commas.",
                   "put a comma between entries."),
    "comma-in-number": Message("'{written}' can be read in several ways.",
                               "A comma separates the entries of a list; it is neither a decimal point nor a mark for "
                               "thousands.",
                               "write a decimal with a point, and a list in brackets."),
    "commas-in-number": Message("'{written}' can be read in several ways.",
                                "Here a decimal has a comma, and more than one comma is in these digits.",
                                "put a semicolon between values, and one comma in a decimal."),
    "point-in-number": Message("'{written}' can be read in several ways.",
                               "Here a decimal has a comma, so a point may separate thousands, or be meant as the "
                               "decimal comma.",
                               "write a decimal with a comma, and thousands without a sign between them."),
    # Brackets
    "unclosed": Message("{opening} is never closed.", "", "add '{closer}' where it belongs."),
    "unopened": Message("{token} closes a bracket that was never opened.", "",
                        "leave it out, or open the bracket where it begins."),
    "badly-closed": Message("{token} does not belong here: {opening} is still open.", "",
                            "close every bracket with its own kind, in the order in which they were opened."),
    "empty-brackets": Message("There is nothing between these brackets.", "", "write what belongs there."),
    "mixed-brackets": Message("'{opening}' is closed by '{closing}' here.",
                              "Only an interval has brackets of two kinds, and it has two ends.",
                              "close every bracket with its own kind."),
    "group": Message("These braces should contain one formula.", "In LaTeX plain braces only group.",
                     "put a backslash in front of the braces of a set, and round brackets around a list."),
    "ragged-matrix": Message("The rows of this matrix have {lengths} entries.",
                             "All rows of a matrix have the same number of entries.", "complete the shorter rows."),
    "matrix": Message("'{name}' needs rows in square brackets.", "",
                      "put each row in square brackets, and all of them in another pair."),
    "no-indices": Message("'{name}' has no entries to pick with square brackets.",
                          "Square brackets hold a vector, a matrix, an interval or the condition of an indicator.",
                          "put an operator between the name and the bracket."),
    "ambiguous-bars": Message("It is not clear which bars belong together here.", "Bars look the same at both ends.",
                              "write abs(…) for each absolute value."),
    "indicator": Message("{sign} needs one condition in brackets after it.",
                         "It is read as an indicator, 1 where the condition holds and 0 elsewhere.",
                         "put a condition in square brackets after it."),
    "condition-as-number": Message("'{written}' uses a condition where a number is needed.",
                                   "A condition becomes 1 or 0 only as an indicator.",
                                   "write 1 before the condition, and square brackets around it."),
    "value-as-condition": Message("'{written}' is neither true nor false.",
                                  "'and' and 'or' join conditions, each of which has a sign such as = or <.",
                                  "write each condition out, or the one value that you mean."),
    "not-a-set": Message("'{written}' is neither an interval nor a set.", "∪ and ∈ are used with intervals and sets.",
                         "put an interval, or a set in braces, on each side of ∪ and after ∈."),
    "set-difference": Message("This set cannot be taken out of the other.",
                              "The ends of both have to be numbers, so that their order is known.",
                              "write the intervals that are left, joined by ∪."),
    # Names and subscripts
    "unknown-name": Message("{what}", "{why}", "{help}"),
    "subscript": Message("This subscript cannot be read.",
                         "After '_' comes an index: a number, a letter, or several in brackets.",
                         "put the index, or several in brackets, after '_', and before any exponent."),
    "comma-in-subscript": Message("'{written}' can be read in two ways.",
                                  "The comma may separate two indices, or two entries of a list.",
                                  "put brackets around two indices, or a blank after a comma between entries."),
    "no-subscript": Message("'{name}' takes no subscript.", "", "write the function without the subscript."),
    "latex-group": Message("'{written}' has more than one digit and no braces.",
                           "In LaTeX what follows ^ or _ or a command without braces is one character long.",
                           "put braces around it."),
    "prime": Message("The prime after {before} has no meaning here.",
                     "A prime means the transpose of a vector or matrix, or the derivative of a function of one "
                     "variable.",
                     "write the formula that you mean in its place."),
    "transpose": Message("{before} is a number, and {token} means the transpose of a vector or matrix.", "",
                         "leave out {token}, or name the vector or matrix that you mean."),
    "accent": Message("'{written}' puts an accent on more than a letter.",
                      "An accent is part of a name and covers one letter.", "put it on one letter, as in \\hat{{y}}."),
    "words": Message("'{written}' is not a name.",
                     "Words are not part of a formula, unless they are names or functions of the exercise.",
                     "write the formula alone; a case is written as a factor, 1 and its condition in square brackets."),
    # Functions, sums, derivatives
    "not-a-function": Message("'{name}' is not a function of this exercise.",
                              "Only a function takes several arguments.",
                              "put an operator between the name and the bracket."),
    "arity": Message("'{name}' takes {wanted}, but here it has {given}.", "", "give it {wanted}."),
    "bare-function": Message("'{name}' needs its argument in brackets.", "", "put brackets around its argument."),
    "reversed-sign": Message("'{written}' is not a known sign.", "It may be an arrow, or compare two sides.",
                             "put the equals sign last to compare, or write the last formula alone."),
    "ambiguous-argument": Message("It is not clear where the argument of '{name}' ends.",
                                  "{token} may belong to it or not.",
                                  "put brackets around the argument."),
    "spaced-entries": Message("It is not clear whether there are several entries here, or one value.",
                              "A sign after a blank may begin an entry, as in '{listed}', or join two terms, as in "
                              "'{joined}'.",
                              "put commas between the entries."),
    "percent": Message("'%' is followed by a value.", "It is read as percent, after a number: 5% is 5/100.",
                       "put an operator after the percent sign; a remainder is a - b*floor(a/b)."),
    "index-in-brackets": Message("'{name}({index})' can be read in two ways.",
                                 "It may be the entry of '{name}' with the index '{index}', or a product.",
                                 "write an entry with '_', or a product with '*'."),
    "repeating-decimal": Message("'{number}({digits})' can be read in two ways.",
                                 "It may be a decimal whose last digits repeat, or a product.",
                                 "write a repeating decimal as a fraction, or a product with '*'."),
    "listed-side-by-side": Message("Two lists are side by side.", "That is no product of numbers.",
                                   "put a comma between them for a list of both, or dot(…, …) around them for their "
                                   "product."),
    "several-lines": Message("A new line begins here, and nothing says how it goes on from the line before.",
                             "A line break is no sign of multiplication.",
                             "end a line with an operator if the formula goes on, or write one formula alone."),
    "several-plus-minus": Message("There is more than one '±'.", "They may be chosen together or one by one.",
                                  "write all values, for example as a set in braces."),
    "ambiguous-exponent": Message("It is not clear how much of '{run}' is the exponent.",
                                  "Letters side by side are a product, and only its first factor is next to the '^'.",
                                  "put brackets around the exponent, or '*' after it."),
    "ambiguous-operand": Message("It is not clear where the formula to differentiate ends.",
                                 "{token} may belong to it or not.", "put the formula to differentiate in brackets."),
    "negative-function-power": Message("A negative power between '{name}' and its argument can mean two things.",
                                       "It may be the inverse function or the reciprocal.",
                                       "write the name of the inverse function, or 1 over the power."),
    "double-factorial": Message("'!!' can mean two things.",
                                "It may be the double factorial or a factorial taken twice.",
                                "put brackets around the first factorial to take it twice, or write a product."),
    "sum-index": Message("{sign} needs an index.", "A sum or product runs over an index letter.",
                         "write the index under the sign, or after the formula in the brackets of a sum."),
    "sum-bounds": Message("The bounds of '{letter}' are missing.",
                          "An index runs between two written bounds, or over the range that the exercise gives it.",
                          "write both bounds, the first and the last value of '{letter}'."),
    "derivative": Message("The derivative before {token} is not complete.",
                          "A derivative names the function and the variable, as dL/dw and ∂L/∂w_1 do.",
                          "write both of them."),
    "derivative-order": Message("The orders of this derivative do not fit.",
                                "The order, at most {limit}, is the same above and below.",
                                "give both the same order."),
    "gradient": Message("'{name}' needs the name of one function after it.", "",
                        "write the function after it; second derivatives are written with ∂."),
    "differential": Message("'{written}' looks like a differential.",
                            "A formula has products and derivatives, but no loose differentials.",
                            "write the derivative out, or the product with '*'."),
    "assignment": Message("An assignment gives a value to one name, and is the whole answer.", "",
                          "write one name, ':=' and its new value, and nothing else."),
    # Products and quotients
    "ambiguous-quotient": Message("It is not clear whether {token} belongs below the fraction line.",
                                  "After a quotient a factor without a sign can be read in two ways.",
                                  "put brackets around everything below the line, or around the quotient."),
    "spaced-number": Message("There is a space between the numbers {left} and {right}.",
                             "It could separate the thousands of one number, or two factors.",
                             "write one number without a space, or put a sign between two."),
    "mixed-number": Message("There is a whole number directly in front of a fraction.",
                            "Some read it as the sum {whole} + {fraction}, others as a product.",
                            "put + or * between them."),
    "cross-product": Message("The cross product is not supported.", "The sign is between vectors or matrices here.",
                             "write its components, or '·' for the dot product or a product of matrices."),
    "matrix-quotient": Message("A matrix is divided by a matrix here.",
                               "A quotient does not say on which side the inverse is.",
                               "write inv(…) on the side where it belongs."),
    "matrix-bars": Message("'{written}' can mean two things.", "Some read a matrix in bars as its determinant, others "
                           "as a norm.", "write det(…) or norm(…)."),
    "arrow": Message("'{written}' leads from one value to another.", "One answer is one formula, or one list.",
                     "write the last formula alone, or the list of all of them."),
    "turned-brackets": Message("'{written}' has a bracket that is turned outwards.",
                               "The open end of an interval has a round bracket here.",
                               "write the interval with round brackets at its open ends."),
    "spaced-list": Message("There are only spaces between these entries.",
                           "The entries of a list are separated by commas.", "put commas between them."),
    "juxtaposed-number": Message("A sign is missing before {token}.",
                                 "A number after a factor could be a product, a power or an index.",
                                 "put *, ^ or _ in front of it."),
    "looks-like-index": Message("'{written}' looks like an entry picked by its number.",
                                "Square brackets after a factor are not read as an index.",
                                "put an operator before the bracket, or write the entry itself."),
    # LaTeX
    "unknown-command": Message("The command '{written}' is not known here.",
                               "Only commands for mathematics are known, and you cannot define your own.",
                               "write the formula with the usual commands, such as \\frac."),
    "environment": Message("'{written}' cannot be read here.", "Only matrices and aligned lines can be read.",
                           "{help}"),
    # Characters
    "based-number": Message("'{written}' looks like a number in base 2, 8 or 16.", "Numbers are written in base ten.",
                            "write the number in base ten."),
    "hidden-character": Message("There is a hidden character here ({code}, {name}).",
                                "Hidden characters can make a formula look different from what it says.",
                                "type the formula again."),
    "eaten-backslash": Message("There is a hidden character here ({code}, {name}), and '{command}' was meant.",
                               "In JSON and in programs, a backslash and a letter mean such a character.",
                               "write the backslash twice there: \\{command}."),
    "look-alike": Message("The letter '{character}' here is {script} ({code}), not the Latin '{latin}' it looks like.",
                          "Letters of different alphabets are different names.", "type it on a Latin keyboard."),
    "foreign-digit": Message("'{character}' ({code}, {name}) is not one of the digits 0 to 9.",
                             "Numbers are written with the digits 0 to 9.", "{help}"),
    "loose-accent": Message("There is an accent here that belongs to no letter ({code}, {name}).",
                            "Only a single hat, bar, tilde, dot or arrow on one letter is read as part of a name.",
                            "write the accent out, as in y_hat or w_bar."),
    "unknown-character": Message("The character '{character}' ({code}, {name}) has no meaning in an answer.", "{why}",
                                 "{help}"),
}  # fmt: skip
