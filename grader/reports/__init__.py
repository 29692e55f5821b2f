"""Reports: formats for one submission or a class, the pages and pictures that they use, and reports for authors.

Formats render text, and only ``write`` opens files. Start with ``formats``.
"""

from grader.reports.format import ReportFormat
from grader.reports.registry import REPORT_FORMATS

__all__ = ["REPORT_FORMATS", "ReportFormat"]
