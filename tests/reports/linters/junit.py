"""What GitLab and Jenkins accept as JUnit XML: different names, correct counts, known elements."""

import re
from collections import Counter
from xml.etree import ElementTree

ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id", "package"},
    "testcase": {"name", "classname", "file", "time", "assertions", "line"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "skipped": {"message"},
    "system-out": set(),
    "system-err": set(),
}  # fmt: skip
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase", "system-out", "system-err"},
    "testcase": {"failure", "error", "skipped", "system-out", "system-err"},
}
REQUIRED = {"testsuite": {"name", "tests", "failures", "errors"}, "testcase": {"name", "classname"}}
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def lint(text: str) -> list[str]:
    """Return what a reader of JUnit XML would stumble over."""
    if found := ILLEGAL.search(text):
        return [f"{found[0]!a} is no character of XML 1.0"]
    try:
        root = ElementTree.fromstring(text.encode("utf-8"))
    except ElementTree.ParseError as error:
        return [f"not XML: {error}"]
    if root.tag != "testsuites":
        return [f"the root is {root.tag}"]
    complaints = [said for element in root.iter() for said in form(element)]
    complaints += repeated("test case", [case.get("name", "") for case in root.iter("testcase")])
    complaints += repeated("test suite", [suite.get("name", "") for suite in root.iter("testsuite")])
    return complaints + [said for suite in (root, *root.iter("testsuite")) for said in counts(suite)]


def form(element: ElementTree.Element) -> list[str]:
    """Return what is wrong with one element by itself."""
    if element.tag not in ATTRIBUTES:
        return [f"<{element.tag}> is not known"]
    given = set(element.attrib)
    complaints = [f"<{element.tag}> has no attribute {name}" for name in sorted(given - ATTRIBUTES[element.tag])]
    complaints += [f"<{element.tag}> lacks {name}" for name in sorted(REQUIRED.get(element.tag, set()) - given)]
    complaints += [
        f"<{child.tag}> in <{element.tag}>" for child in element if child.tag not in CHILDREN.get(element.tag, ())
    ]
    complaints += [
        f"{name} is {value!r}, not a number"
        for name, value in element.attrib.items()
        if name in ("tests", "failures", "errors", "skipped", "time") and not re.fullmatch(r"\d+(\.\d+)?", value)
    ]
    return complaints + [f"<{element.tag}> has an empty name" for name in ("name",) if element.get(name) == ""]


def repeated(what: str, names: list[str]) -> list[str]:
    """Return the names that appear twice: GitLab keeps the first and drops the rest."""
    return [f"{what} {name!r} appears {count} times" for name, count in Counter(names).items() if count > 1]


def counts(suite: ElementTree.Element) -> list[str]:
    """Return the totals that are not what is in the suite."""
    found = {"tests": len(list(suite.iter("testcase")))}
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        found[name] = len(list(suite.iter(tag)))
    return [
        f"{name} is {suite.get(name)}, but there are {count}"
        for name, count in found.items()
        if suite.get(name, str(count)) != str(count)
    ]
