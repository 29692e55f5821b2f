"""LaTeX, as people paste it, becomes the same tokens as plain text.

Each letter is a name of its own (``xy`` is the product of ``x`` and ``y``), unless only the whole run of letters is a
known word. Spacing, sizes and fonts are dropped; accents become part of the name (``\\hat{y}`` is ``y_hat``); lines of
an ``aligned`` environment are joined. Commands are looked up in one table, and nothing is ever expanded.

>>> [token.value for token in tokenize(r"\\frac{\\partial L}{\\partial \\hat{y}_1}", lambda run: False)]
['frac', '{', '∂', 'L', '}', '{', '∂', 'y_hat', '_', '1', '}', 'the end of the answer']
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from grader.errors import AnswerError
from grader.expr.complaints import Change, complain
from grader.expr.tokens import latex_commands
from grader.expr.tokens.characters import (
    ACCENTS,
    FRACTIONS,
    GREEK,
    PRECOMPOSED,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    refuse_character,
)
from grader.expr.tokens.latex_commands import (
    ALIGNED,
    CASE_WORDS,
    CASES,
    COMMANDS,
    FONTS,
    MATRICES,
    SIDES,
    SKIPPED,
    WORDS,
)
from grader.expr.tokens.overs import OVER, write_fractions
from grader.expr.tokens.text_tokens import NUMBER, SIGN_TOKENS, SIGNS, finish_tokens, spell_letter, tokenize_script
from grader.expr.tokens.tokens import RELATIONS, Token
from grader.patterns import regex

__all__ = ["tokenize"]

_NEW: Final = tuple.__new__  # builds a Token without the argument handling of its constructor

_MARKS: Final = "".join(ACCENTS)
_TOKEN: Final = regex(
    rf"(?P<space>[ \t\r\n\u00a0~]+)|(?P<prime>\^\s*(?:\\prime|\{{\s*(?:\\prime\s*){{1,3}}\}}))"
    rf"|\\(?P<command>operatorname\*|[A-Za-z]+|.)"
    rf"|(?P<letters>[A-Za-z]+(?![{_MARKS}]))|(?P<number>{NUMBER})|(?P<sign>{SIGNS})|(?P<brace>[{{}}])|(?P<amp>&)"
    rf"|(?P<letter>[{''.join(GREEK)}{''.join(PRECOMPOSED)}]|[A-Za-z{''.join(GREEK)}][{_MARKS}])"
    rf"|(?P<raised>[{''.join(SUPERSCRIPTS)}]+)|(?P<lowered>[{''.join(SUBSCRIPTS)}]+)|(?P<fraction>[{''.join(FRACTIONS)}])"
    r"|(?P<other>.)",
    re.DOTALL,
)
_WRAPPERS: Final = (("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)"))
_BOX: Final = regex(r"\s*\\boxed\s*\{")
_ENVIRONMENT: Final = regex(r"\s*\{([A-Za-z]+\*?)\}")
_COLUMNS: Final = regex(r"\s*\{[lcr| ]*\}")
_ROW_SPACE: Final = regex(r"\s*\[[0-9.]+ ?(?:pt|em|ex|mm|cm)\]")
_FOLLOWING: Final = regex(r"\s*(?:\\left\s*)?(?P<sign>[^\s)\]}+*/=<>,.;-]?)")  # what may begin an argument
_SIMPLE: Final = regex(r"\\?[A-Za-z]+|[0-9]")
_LEADING: Final = RELATIONS | {"+", "-", "*", "/", "and", "or", ":="}
_BRACED_ARRAY: Final = "{array"  # an array with a brace at its left, and at its right none, which is cases
_BRACE: Final = regex(r"\\\{\s*")
_NO_BRACE: Final = regex(r"\s*\\right\s*\.")
_CASES: Final = CASES | {_BRACED_ARRAY}
_ROWS: Final = MATRICES | _CASES
_BRACED: Final = regex(r"[0-9]{1,15}(?:\{,\}[0-9]{1,15})+")
_THOUSANDS: Final = regex(r"[1-9][0-9]{0,2}(?:\{,\}[0-9]{3})+")
_INDICATORS: Final = frozenset({"mathbb", "mathbbm", "mathds"})


def tokenize(
    text: str,
    is_word: Callable[[str], bool],
    split: Callable[[str, str], Sequence[str] | None] = lambda run, after: None,
) -> tuple[Token, ...]:
    """Split ``text`` into tokens; ``is_word`` decides which runs of letters are one name.

    ``split`` gives the names and functions in any other run, by what follows it; with None, every letter is a name.
    """
    return _Scanner(text, is_word, split).run()


class _Scanner:
    """One pass over a LaTeX text."""

    def __init__(
        self, text: str, is_word: Callable[[str], bool], split: Callable[[str, str], Sequence[str] | None]
    ) -> None:
        self.text = text
        self.is_word = is_word
        self.split = split
        self.tokens: list[Token] = []
        self.at, self.stop = find_formula(text)
        self.environments: list[tuple[str, int]] = []
        self.side = ""  # the side of the next bracket, after \left or \right
        self.has_over = False
        self.broken = False  # whether a line break still needs a line that continues it

    def run(self) -> tuple[Token, ...]:
        match_at, text, stop, add = _TOKEN.match, self.text, self.stop, self.add
        while self.at < stop:
            start = self.at
            match = match_at(text, start, stop)
            assert match is not None  # the last alternative takes any character
            group, value = match.lastgroup, match[0]
            self.at = end = match.end()
            if group == "space":
                continue
            if group == "letters" and end - start == 1:  # most of them; no word in cases is as short
                add("name", value, start, end)
            elif group == "letters":
                self.letters(value, start)
            elif group == "number":
                add("number", value, start, end)
            elif group == "sign":
                self.sign(value, start, end)
            elif group == "brace" and text.startswith("{,}", start):
                raise complain_braced_comma(text, start)
            elif group == "brace":
                add(value, value, start, end)
            elif group == "command":
                self.command(match.group("command"), start)
            elif group == "letter":
                add("name", spell_letter(value), start, end)
            elif group == "prime":
                for _ in range(value.count("prime")):
                    add("'", "'", start, end)
            elif group == "amp":
                self.ampersand(start)
            elif group == "other":
                self.other(value, start)
            else:
                self.tokens.extend(tokenize_script(group or "", value, start, end))
        if self.environments:
            name, begin = self.environments[-1][0].removeprefix("{"), self.environments[-1][1]
            raise complain(text, begin, self.at, "unclosed", opening=f"'\\begin{{{name}}}'", closer=f"\\end{{{name}}}")
        return finish_tokens(text, self.join_fractions())

    def join_fractions(self) -> list[Token]:
        """Return the tokens with ``\\over`` as a fraction; two of them in one group have no meaning in TeX either."""
        if not self.has_over:
            return self.tokens
        found = write_fractions(self.tokens)
        if found is None:
            self.at = next(token.end for token in self.tokens if token.kind == OVER)
            raise self.unknown(OVER, self.at - len("\\over"))
        return found

    def add(self, kind: str, value: str, start: int, end: int) -> None:
        """Add one token; after a line break, it must be a sign that continues the formula."""
        if self.broken:
            self.broken = False
            if kind not in _LEADING:
                raise complain(self.text, start, end, "several-formulas")
        self.tokens.append(_NEW(Token, (kind, value, start, end)))

    def letters(self, run: str, start: int) -> None:
        """Add a run of several letters: one word, or a product of single letters."""
        if run in CASE_WORDS and self.is_in_cases():
            self.add(CASE_WORDS[run], run, start, self.at)
            return
        if self.is_word(run):
            self.add("name", run, start, self.at)
            return
        following = _FOLLOWING.match(self.text, self.at)
        for piece in self.split(run, following["sign"] if following else "") or run:
            self.add("number" if piece.isdecimal() else "name", piece, start, start + len(piece))
            start += len(piece)

    def sign(self, value: str, start: int, end: int) -> None:
        """Add an operator or bracket; a bar knows its side after \\left or \\right."""
        kind, canonical = SIGN_TOKENS[value]
        self.add(kind, self.side if self.side and kind in ("|", "||") else canonical, start, end)
        self.side = ""

    def command(self, name: str, start: int) -> None:
        if name in COMMANDS:
            kind, value = COMMANDS[name]
            self.add(kind, self.side if self.side and kind in ("|", "||") else value, start, self.at)
            self.side = ""
        elif name in SKIPPED:
            return
        elif name == OVER:
            self.has_over = True
            self.add(OVER, name, start, self.at)
        elif name in SIDES:
            self.side = SIDES[name]
            if self.text[self.at : self.at + 1] == ".":
                self.at, self.side = self.at + 1, ""
        elif name in FONTS or name in WORDS or name in latex_commands.ACCENTS:
            self.styled(name, start)
        elif name == "\\":
            self.line_break(start)
        elif name in ("begin", "end"):
            self.environment(name, start)
        else:
            raise self.unknown(name, start)

    def styled(self, name: str, start: int) -> None:
        """Read a letter or word in a font or under an accent; a font around more than a name changes nothing."""
        before = self.at
        argument, self.at = argument_of(self.text, self.at, self.stop)
        found = read_styled_name(f"\\{name}{{{argument}}}")
        if name == "mathbb" and found == "R":
            self.add("ℝ", "ℝ", start, self.at)
        elif name in WORDS and argument.strip(" ,.") in CASE_WORDS and self.is_in_cases():
            self.add(CASE_WORDS[argument.strip(" ,.")], argument, start, self.at)
        elif name in WORDS and argument.strip() in ("and", "or"):
            self.add(argument.strip(), argument.strip(), start, self.at)
        elif found == "1" or (found == "I" and name in _INDICATORS):
            self.add("1", "1", start, self.at)
        elif found is not None and not found.isdecimal():
            self.add("name", found, start, self.at)
        elif name in latex_commands.ACCENTS:
            raise self.refuse(start, "accent")
        elif name in WORDS and name != "mathrm":
            raise self.refuse(start, "words")
        else:
            self.at = before

    def is_in_cases(self) -> bool:
        return bool(self.environments) and self.environments[-1][0] in _CASES

    def line_break(self, start: int) -> None:
        """Read ``\\\\``: the end of a matrix row, or of a line that the next line continues."""
        space = _ROW_SPACE.match(self.text, self.at, self.stop)
        if space:
            self.at = space.end()
        if self.environments and self.environments[-1][0] in _ROWS:
            self.add(";;", "\\\\", start, self.at)
        else:
            self.broken = True

    def ampersand(self, start: int) -> None:
        """Read ``&``: the next column of a matrix; in aligned lines it only shows where they line up."""
        if self.environments and self.environments[-1][0] in _ROWS:
            self.add("&", "&", start, start + 1)
        elif not self.environments:
            raise refuse_character(self.text, start)

    def environment(self, name: str, start: int) -> None:
        """Read ``\\begin{...}`` or ``\\end{...}``."""
        match = _ENVIRONMENT.match(self.text, self.at, self.stop)
        if not match:
            raise self.refuse(start, "environment", help="give it a name in braces, such as {pmatrix}.")
        kind, self.at = match.group(1), match.end()
        if name == "end":
            self.end_environment(kind, start)
            return
        if kind not in _ROWS and kind not in ALIGNED:
            raise self.refuse(start, "environment", help="use pmatrix for a matrix.")
        columns = _COLUMNS.match(self.text, self.at, self.stop) if kind == "array" else None
        if columns:
            self.at = columns.end()
        if kind == "array" and self.tokens and _BRACE.fullmatch(self.text, self.tokens[-1].start, start):
            brace = self.tokens.pop()  # a brace at the left of an array: cases
            self.environments.append((_BRACED_ARRAY, start))
            self.add("begin", "cases", brace.start, self.at)
            return
        self.environments.append((kind, start))
        if kind in _ROWS:
            self.add("begin", kind, start, self.at)

    def end_environment(self, kind: str, start: int) -> None:
        """Read ``\\end{kind}``, which must fit the innermost beginning."""
        if kind == "array" and self.environments and self.environments[-1][0] == _BRACED_ARRAY:
            closing = _NO_BRACE.match(self.text, self.at, self.stop)
            self.at = closing.end() if closing else self.at
            kind = _BRACED_ARRAY
        if not self.environments or self.environments[-1][0] != kind:
            if not self.environments:
                raise self.refuse(start, "environment", Change(""), help="leave it out.")
            change = Change(f"\\end{{{self.environments[-1][0].removeprefix('{')}}}")
            raise self.refuse(start, "environment", change, help="end each environment by its own name.")
        self.environments.pop()
        self.broken = False
        if kind in _ROWS:
            self.add("end environment", "cases" if kind == _BRACED_ARRAY else kind, start, self.at)

    def other(self, value: str, start: int) -> None:
        """Refuse a character that is not read, except the full stop of a sentence."""
        if value in ".," and not self.text[self.at : self.stop].strip():
            return
        raise refuse_character(self.text, start)

    def unknown(self, name: str, start: int) -> AnswerError:
        if name in latex_commands.REFUSED:
            why, help = latex_commands.REFUSED[name]
            return self.refuse(start, "not-an-answer", word=f"\\{name}", why=why, help=help)
        return self.refuse(start, "unknown-command")

    def refuse(self, start: int, slug: str, /, *changes: Change, **pieces: str) -> AnswerError:
        """Build the error about the text from ``start`` up to here."""
        return complain(self.text, start, self.at, slug, *changes, written=self.text[start : self.at][:40], **pieces)


def complain_braced_comma(text: str, start: int) -> AnswerError:
    """The error about ``101{,}770`` and ``0{,}5``: LaTeX has no list there, but thousands or a decimal."""
    number = next((each for each in _BRACED.finditer(text) if each.start() <= start < each.end()), None)
    begin, end = number.span() if number else (start, start + 3)
    changes = []
    if number and _THOUSANDS.fullmatch(number.group()):
        changes.append(Change(number.group().replace("{,}", ""), "for thousands"))
    if number and number.group().count(",") == 1:
        changes.append(Change(number.group().replace("{,}", "."), "for a decimal"))
    return complain(text, begin, end, "comma-in-number", *changes, written=text[begin:end])


def find_formula(text: str) -> tuple[int, int]:
    """Find where the formula begins and ends inside ``$…$``, ``\\(…\\)`` and the like, and before a full stop."""
    start, stop = len(text) - len(text.lstrip()), len(text.rstrip())
    for opening, closing in _WRAPPERS:
        for end in (stop, stop - 1):  # a full stop may follow the closing dollar sign
            inside = end - start >= len(opening) + len(closing) and text.startswith(opening, start)
            if inside and text.endswith(closing, start, end) and (end == stop or text[end] in ".,"):
                return find_in_box(text, start + len(opening), end - len(closing))
    ends_clause = text.endswith(",", start, stop) and not text.endswith("\\,", start, stop)
    return find_in_box(text, start, stop - 1 if ends_clause else stop)


def find_in_box(text: str, start: int, stop: int) -> tuple[int, int]:
    """Find where the formula begins and ends inside a ``\\boxed{…}`` around all of it, which may be a whole rule."""
    box = _BOX.match(text, start, stop)
    if box is None:
        return start, stop
    _, end = argument_of(text, box.end() - 1, stop)
    return (box.end(), end - 1) if not text[end:stop].strip(" .") else (start, stop)


def argument_of(text: str, at: int, stop: int) -> tuple[str, int]:
    """The argument of a command (a group, one character or one command), and where it ends."""
    while at < stop and text[at] in " \t\r\n":
        at += 1
    if at < stop and text[at] == "\\":
        match = re.compile(r"\\(?:[A-Za-z]+|.)", re.DOTALL).match(text, at, stop)
        return (match.group(), match.end()) if match else ("", at)
    if text[at : at + 1] != "{":
        return text[at : min(at + 1, stop)], min(at + 1, stop)
    depth = 0
    for end in range(at, stop):
        depth += (text[end] == "{") - (text[end] == "}")
        if depth == 0:
            return text[at + 1 : end], end + 1
    raise complain(text, at, at + 1, "unclosed", opening="'{'", closer="}")


def read_styled_name(text: str, depth: int = 0) -> str | None:
    """Read the name that a styled letter means; None if there is more than a name.

    >>> [read_styled_name(text) for text in (r"\\mathbf{\\hat{y}}", r"\\bar \\omega", r"\\mathrm{loss}", "x+1")]
    ['y_hat', 'omega_bar', 'loss', None]
    """
    text = text.strip()
    if depth > 6 or len(text) > 100:  # no name has that many fonts and accents, or is that long
        return None
    command = re.match(r"\\([A-Za-z]+\*?)", text)
    if command and (
        command.group(1) in FONTS or command.group(1) in WORDS or command.group(1) in latex_commands.ACCENTS
    ):
        argument, end = argument_of(text, command.end(), len(text))
        inner = read_styled_name(argument, depth + 1)
        accent = latex_commands.ACCENTS.get(command.group(1))
        if inner is None or text[end:].strip() or (accent and len(inner) > 1 and inner not in GREEK.values()):
            return None
        return f"{inner}_{accent}" if accent else inner
    if text.startswith("{") and text.endswith("}"):
        return read_styled_name(text[1:-1], depth + 1)
    if command and command.end() == len(text):
        kind, value = COMMANDS.get(command.group(1), ("", ""))
        return value if kind == "name" else None
    if len(text) == 1 and text in GREEK:
        return GREEK[text]
    return text if _SIMPLE.fullmatch(text) and not command else None
