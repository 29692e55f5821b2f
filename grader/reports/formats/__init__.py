"""FAMILY: one report format in each file, each rendered from a ``GradedSubmission`` alone.

A format is a ``ReportFormat`` called ``MEMBER``, in a file that has the name of its kind. Start with ``markdown``, the
simplest of them.
"""
