"""Reports: formats of one submission or a class, the pages and pictures they are made of, and reports for authors.

Formats render text; ``write`` is the one place that opens files. Start with ``formats``.
"""

from grader.reports.format import ReportFormat
from grader.reports.registry import REPORT_FORMATS

__all__ = ["REPORT_FORMATS", "ReportFormat"]
