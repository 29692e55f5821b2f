"""The rules for all our pages, checked with a browser's parser: strict HTML, one style, no request, no surprise."""

import re
from base64 import b64encode
from hashlib import sha256
from xml.etree.ElementTree import Element

import html5lib

MATHML = "http://www.w3.org/1998/Math/MathML"
SVG = "http://www.w3.org/2000/svg"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What our own printers put on MathML elements.
MATHEMATICAL = {"accent": "true", "mathvariant": "bold", "width": "0.17em", "lspace": "0", "rspace": "0"}
LOADING = ("src", "srcset", "data", "poster", "action", "formaction", "background", "ping", "manifest", "srcdoc")


def parsed(page: str) -> Element:
    """Return a page as a browser reads it; the parser is strict, so that any mistake in the markup is an error."""
    root: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return root


def name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "comment"


def faults(page: str) -> list[str]:
    """Return everything that is wrong with a page."""
    root = parsed(page)
    elements = list(root.iter())
    return [
        *policy_faults(root),
        *(fault for element in elements for fault in element_faults(element)),
        *link_faults(elements),
        *outline_faults(elements),
        *([] if root.get("lang") else ["The page does not say its language."]),
        *(f"There is no {landmark}." for landmark in ("main", "h1", "title") if root.find(f".//{landmark}") is None),
    ]


def policy_faults(root: Element) -> list[str]:
    """Return what the policy forbids nothing of, and styles and scripts that it does not name."""
    meta = root.find(".//meta[@http-equiv]")
    policy = "" if meta is None else meta.get("content") or ""
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    found = [] if rules.get("default-src") == "'none'" else ["The policy allows more than it names."]
    for kind in ("style", "script"):
        contents = [element.text or "" for element in root.iter() if name(element) == kind]
        hashes = [f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'" for content in contents]
        if rules.get(f"{kind}-src", "") != " ".join(hashes):
            found.append(f"The policy does not allow exactly the {kind} of the page.")
    return found


def element_faults(element: Element) -> list[str]:
    """Return what is wrong with one element by itself."""
    found = []
    tag = name(element)
    if tag in ("iframe", "object", "embed", "form", "base", "audio", "video", "link", "image", "use", "foreignObject"):
        found += [] if element.get("href") == "data:," else [f"<{tag}> is on the page."]
    for key, value in element.attrib.items():
        if key in LOADING or key.startswith("on") or key == "style":
            found.append(f"<{tag}> has {key}.")
        if re.search(r"(?i)https?://|javascript:|url\(|^//", value) and tag not in ("desc",) and key != "aria-label":
            found.append(f"<{tag}> points outside with {key}='{value}'.")
    if is_mathematics(element) and not element.attrib.items() <= MATHEMATICAL.items():
        found.append(f"<{tag}> has what our printers never write: {element.attrib}.")
    if tag == "svg" and (element.get("role") != "img" or name(next(iter(element), element)) != "title"):
        found.append("A picture does not say what it shows.")
    if tag == "th" and element.get("scope") not in ("row", "col"):
        found.append("A table's header does not say what it heads.")
    return found


def link_faults(elements: list[Element]) -> list[str]:
    """Return ids that occur twice, and links and labels that lead nowhere."""
    ids = [element.get("id") for element in elements if element.get("id")]
    found = [f"The id '{one}' occurs twice." for one in sorted({one for one in ids if ids.count(one) > 1})]
    wanted = [element.get("href", "")[1:] for element in elements if element.get("href", "").startswith("#")]
    for key in ("aria-labelledby", "aria-describedby"):
        wanted += [one for element in elements for one in (element.get(key) or "").split()]
    return found + [f"Nothing has the id '{one}'." for one in wanted if one not in ids]


def outline_faults(elements: list[Element]) -> list[str]:
    """Return headings that skip a level."""
    levels = [HEADINGS.index(name(element)) + 1 for element in elements if name(element) in HEADINGS]
    steps = zip([0, *levels], levels, strict=False)
    found = [f"A heading h{after} follows h{before}." for before, after in steps if after > before + 1]
    return found + (["There is more than one h1."] if levels.count(1) > 1 else [])


def words(page: str) -> str:
    """Return all text that a page shows."""
    body = parsed(page).find("body")
    assert body is not None
    return " ".join("".join(body.itertext()).split())


def is_mathematics(element: Element) -> bool:
    return element.tag.startswith(f"{{{MATHML}}}") or element.tag == "math"


def shape(page: str) -> list[str]:
    """Return the elements of a page in order, without what they say: neither text, nor formulas and code in it."""
    return [name(element) for element in parsed(page).iter() if not is_mathematics(element) and name(element) != "code"]
