"""The registry of report formats: files in the folder ``formats``, and entry points of the group ``grader.reports``.

>>> REPORT_FORMATS["json"].suffix, "pdf" in REPORT_FORMATS
('.json', False)
"""

from pathlib import Path

from grader.family import Family

__all__ = ["REPORT_FORMATS"]

REPORT_FORMATS = Family(
    "grader.reports.formats", str(Path(__file__).parent / "formats" / "__init__.py"), group="grader.reports"
)
