"""What becomes of a graded submission: one format a file, each rendered from ``GradedSubmission`` alone.

A format is a ``ReportFormat`` named ``MEMBER`` in a file of this folder that is called after its kind, or an entry
point of the group ``grader.reports``. Formats render text; ``write`` is the one place that opens files.

>>> REPORT_FORMATS["json"].suffix, "pdf" in REPORT_FORMATS
('.json', False)
"""

from grader.family import Family
from grader.reports.format import ReportFormat

__all__ = ["REPORT_FORMATS", "ReportFormat"]

REPORT_FORMATS = Family(__name__, __file__, group="grader.reports")
