r"""A self-contained HTML page: the skeleton, the style and the policy that all our pages share.

A page loads nothing. Its policy allows the style and the scripts that stand in it, by their SHA-256, and nothing else:
no request, no frame, no form, no style or handler in an attribute. Whatever somebody wrote reaches a page through
``text``, in which neither a tag nor a character that cannot be seen is left.

>>> text('<b title="x">\u202e')
'&lt;b title=&quot;x&quot;&gt;\\u202e'
>>> anchor("item", "dL/dw")
'item-dL.2f.dw'
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from grader.records import Outcome
from grader.reports.markup import text
from grader.reports.wording import OUTCOMES

__all__ = ["anchor", "mark", "page", "pieces", "sheet"]

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
UNLIKE_A_NAME = re.compile(r"[^A-Za-z0-9_-]")


def mark(outcome: Outcome) -> str:
    """Return the sign of an outcome; the word always stands beside it, so that a screen reader skips the sign."""
    return f'<span class="mark" aria-hidden="true">{OUTCOMES[outcome].symbol}</span>'


def anchor(kind: str, identifier: str) -> str:
    """Return the id of an element about something with an identifier; different for different identifiers."""
    return f"{kind}-{UNLIKE_A_NAME.sub(lambda found: f'.{ord(found[0]):x}.', identifier)}"


@cache
def sheet(name: str) -> str:
    """Return one of our style sheets, ``name.css`` in this folder, without comments and line breaks."""
    css = Path(__file__).with_name(f"{name}.css").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", COMMENT.sub("", css)).strip()


def page(*, title: str, body: Iterable[str], sheets: tuple[str, ...] = (), script: str = "") -> str:
    """Return a whole page. ``title`` is plain text, ``body`` markup; ``sheets`` names style sheets beside ``page``.

    ``script`` is JavaScript of ours, which runs once the page is there; pages for students have none.
    """
    return "".join(pieces(title=title, body=body, sheets=sheets, script=script))


def pieces(*, title: str, body: Iterable[str], sheets: tuple[str, ...] = (), script: str = "") -> Iterator[str]:
    """Yield a page that may be long, piece by piece."""
    yield head(text(title), sheets, script)
    yield from body
    yield tail(script)


def head(title: str, sheets: tuple[str, ...], script: str) -> str:
    """Return what comes before the body; ``title`` is escaped."""
    style, policy = styled(sheets, script)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f'<link rel="icon" href="data:,">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n'
    )


@cache
def styled(sheets: tuple[str, ...], script: str) -> tuple[str, str]:
    """Return the style of a page and the policy that allows it."""
    style = " ".join(map(sheet, ("page", *sheets)))
    scripts = f"script-src {allowed(script)}; " if script else ""
    policy = (
        f"default-src 'none'; style-src {allowed(style)}; {scripts}img-src data:; base-uri 'none'; form-action 'none'"
    )
    return style, policy


def allowed(content: str) -> str:
    """Return the source expression that allows exactly this content of a style or script element."""
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def tail(script: str) -> str:
    """Return what comes after the body."""
    return f"<script>{script}</script>\n</body>\n</html>\n" if script else "</body>\n</html>\n"
