"""Many pairs, as JSON lines: each line in holds one case, and gives one line out, in order and as they come.

A case is ``{"id", "student", "expected"}`` with ``syntax``, ``symbols``, ``rtol``, ``atol``, ``digits`` and ``form``
where they are wanted. A line that cannot be used gives the result ``unreadable`` with a message. A line that meets a
bug in grader gives the result ``unknown`` by ``fault``. Neither stops the rest.

>>> next(compare_lines([b'{"id": 7, "student": "2x", "expected": "x + x"}']))
'{"id": 7, "result": "equal", "by": "tree"}'
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from grader import limits
from grader.equivalence.pairs.compare import Comparison, compare
from grader.errors import UsageError
from grader.records import Witness

__all__ = ["LineError", "compare_lines", "read_batch_lines", "record_of"]

KEYS: Final = {
    "id": (str, int, float), "student": (str,), "expected": (str,), "syntax": (str,), "symbols": (dict,),
    "rtol": (str, int, float), "atol": (str, int, float), "digits": (int,), "form": (str, list),
}  # fmt: skip
WORDS: Final = {dict: "an object", list: "a list", str: "text", int: "a number", float: "a number"}
REQUIRED: Final = ("student", "expected")


class LineError(Exception):
    """A line that holds no case; its argument says why, as a sentence."""


@dataclass(frozen=True, slots=True)
class TooLong:
    """The place of a line that was skipped because it is too long."""


def read_batch_lines(stream: BinaryIO) -> Iterator[bytes | TooLong]:
    """Yield the lines of a stream; of one beyond ``MAX_BATCH_LINE_BYTES`` no more than that is ever held."""
    bound = limits.MAX_BATCH_LINE_BYTES
    # One byte more than allowed, for the line break: a line of exactly ``bound`` bytes is not too long.
    while line := stream.readline(bound + 1):
        if len(line) <= bound or line.endswith(b"\n"):
            yield line
            continue
        # The rest of a long line is read and forgotten in pieces, so that it never fills the memory.
        while line and not line.endswith(b"\n"):
            line = stream.readline(bound)
        yield TooLong()


def compare_lines(lines: Iterable[bytes | TooLong]) -> Iterator[str]:
    """Yield one JSON object, without its line break, for each line."""
    for line in lines:
        # ASCII, so that the output can be written in any encoding that the terminal has.
        yield json.dumps(compare_line(line), ensure_ascii=True)


def compare_line(line: bytes | TooLong) -> dict[str, Any]:
    name: Any = None
    try:
        case = parse_case(line)
        name = case.pop("id", None)
        return record_of(compare(**check_case(case)), name)
    except LineError as error:
        return {"id": name, "result": "unreadable", "message": str(error)}
    except UsageError as error:
        fault = error.diagnostic
        # A message for the whole line: the help is a clause after "help:" elsewhere, and a sentence here.
        message = " ".join(part[0].upper() + part[1:] for part in (fault.what, fault.why, fault.help) if part)
        return {"id": name, "result": "unreadable", "message": message}
    except Exception as error:  # one line of many: a mistake of ours costs only itself
        message = f"This is our mistake ({type(error).__name__}): please report this line."
        return {"id": name, "result": "unknown", "by": "fault", "message": message}


def parse_case(line: bytes | TooLong) -> dict[str, Any]:
    if isinstance(line, TooLong):
        raise LineError(
            f"This line is longer than {limits.MAX_BATCH_LINE_BYTES:,} bytes, the limit MAX_BATCH_LINE_BYTES."
        )
    if not line.strip():
        raise LineError("This line is empty.")
    try:
        # "utf-8-sig" drops a byte order mark, which some editors put in front of the first line.
        case = json.loads(line.decode("utf-8-sig"), object_pairs_hook=refuse_repetition, parse_constant=refuse_constant)
    except UnicodeDecodeError:
        raise LineError("This line is not written in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise LineError(f"This line is not JSON: {error.msg.lower()} at column {error.colno}.") from None
    except (RecursionError, ValueError):
        raise LineError(
            "This line cannot be read: it is nested too deeply, or holds a number that is too long."
        ) from None
    if not isinstance(case, dict):
        raise LineError('This line is not a JSON object; a case is written as {"student": …, "expected": …}.')
    return case


def refuse_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, refusing a key that occurs twice."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise LineError("This line has the same key twice.")
    return found


def refuse_constant(name: str) -> None:
    """Refuse ``NaN`` and ``Infinity``, which are not JSON."""
    raise LineError(f"This line is not JSON: '{name}' is not a number.")


def check_case(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return a case whose keys are known and whose values are of the right kind; null counts as left out."""
    given = {key: value for key, value in case.items() if value is not None}
    for key in REQUIRED:
        if key not in given:
            raise LineError(f"This case has no '{key}'.")
    for key, value in given.items():
        if key not in KEYS:
            raise LineError(f"'{key[:40]}' is not a key of a case; the keys are {', '.join(KEYS)}.")
        # In Python, True is an int; in JSON it is no number.
        if not isinstance(value, KEYS[key]) or isinstance(value, bool):
            raise LineError(f"The value of '{key}' is not {WORDS[KEYS[key][0]]}.")
    if any(not isinstance(domain, str) for domain in given.get("symbols", {}).values()):
        raise LineError('The value of \'symbols\' maps names to domains, such as {"x": "real"}.')
    if any(not isinstance(form, str) for form in given.get("form", ())):
        raise LineError("The value of 'form' is a list of texts.")
    return given


def record_of(comparison: Comparison, name: Any) -> dict[str, Any]:
    """Return a comparison as JSON data; what does not apply is left out."""
    record: dict[str, Any] = {"id": name, "result": comparison.result}
    if comparison.by:
        record["by"] = comparison.by
    if comparison.witness is not None:
        record["witness"] = record_of_witness(comparison.witness)
    if comparison.agrees_digits is not None:
        record["agrees_digits"] = comparison.agrees_digits
    if comparison.decision is not None and comparison.decision.assumes:
        record["assumes"] = list(comparison.decision.assumes)
    if comparison.message:
        record["message"] = comparison.message
    return record


def record_of_witness(witness: Witness) -> dict[str, Any]:
    record: dict[str, Any] = {}
    if witness.reason:
        record["reason"] = witness.reason
    if witness.at:
        record["at"] = dict(witness.at)
    if witness.point:
        record["point"] = dict(witness.point)
    if witness.student or witness.expected:
        record |= {"student": witness.student, "expected": witness.expected}
    return record
