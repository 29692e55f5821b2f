"""Work outside the web process: the kinds of jobs, one a file in ``kinds``, and who does them.

Start with ``runner``.
"""
