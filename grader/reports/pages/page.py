r"""A self-contained HTML page: the skeleton, the style and the policy that all our pages share.

A page loads nothing. Its policy allows its own style and scripts, by their SHA-256, and nothing else: no request, no
frame, no form, no style or handler in an attribute. Everything that somebody wrote goes through ``escape_text``, which
leaves neither tags nor invisible characters.

>>> escape_text('<b title="x">\u202e')
'&lt;b title=&quot;x&quot;&gt;\\u202e'
>>> make_anchor("item", "dL/dw")
'item-dL.2f.dw'
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from grader.records import Outcome
from grader.reports.markup import escape_text
from grader.reports.wording import OUTCOMES

__all__ = ["make_anchor", "render_mark", "render_page", "render_pieces", "read_sheet"]

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
UNLIKE_A_NAME = re.compile(r"[^A-Za-z0-9_-]")


def render_mark(outcome: Outcome) -> str:
    """Return the sign of an outcome. Screen readers skip it, because the word is always beside it."""
    return f'<span class="mark" aria-hidden="true">{OUTCOMES[outcome].symbol}</span>'


def make_anchor(kind: str, identifier: str) -> str:
    """Return an element's id. Different identifiers give different ids."""
    return f"{kind}-{UNLIKE_A_NAME.sub(lambda found: f'.{ord(found[0]):x}.', identifier)}"


@cache
def read_sheet(name: str) -> str:
    """Return one of our style sheets, ``name.css`` in this folder, without comments and line breaks."""
    css = Path(__file__).with_name(f"{name}.css").read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", COMMENT.sub("", css)).strip()


def render_page(*, title: str, body: Iterable[str], sheets: tuple[str, ...] = (), script: str = "") -> str:
    """Return a whole page. ``title`` is plain text, ``body`` markup; ``sheets`` names more style sheets than ``page``.

    ``script`` is our own JavaScript, which runs when the page has loaded. Pages for students have none.
    """
    return "".join(render_pieces(title=title, body=body, sheets=sheets, script=script))


def render_pieces(*, title: str, body: Iterable[str], sheets: tuple[str, ...] = (), script: str = "") -> Iterator[str]:
    """Yield a page that may be long, piece by piece."""
    yield render_head(escape_text(title), sheets, script)
    yield from body
    yield render_tail(script)


def render_head(title: str, sheets: tuple[str, ...], script: str) -> str:
    style, policy = build_style(sheets, script)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f'<link rel="icon" href="data:,">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n'
    )


@cache
def build_style(sheets: tuple[str, ...], script: str) -> tuple[str, str]:
    style = " ".join(map(read_sheet, ("page", *sheets)))
    scripts = f"script-src {hash_source(script)}; " if script else ""
    policy = (
        f"default-src 'none'; style-src {hash_source(style)}; {scripts}"
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return style, policy


def hash_source(content: str) -> str:
    """Return the policy's source expression that allows exactly this style or script."""
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def render_tail(script: str) -> str:
    return f"<script>{script}</script>\n</body>\n</html>\n" if script else "</body>\n</html>\n"
