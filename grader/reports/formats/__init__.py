"""FAMILY: one report format a file, each rendered from ``GradedSubmission`` alone.

A format is a ``ReportFormat`` named ``MEMBER`` in a file that is called after its kind. Start with ``markdown``, the
plainest of them.
"""
