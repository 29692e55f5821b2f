"""Courses as folders of files: what leaves the service can be read without it, graded without it, and brought back.

Start with ``exporting``. ``docs/service/data.md`` describes the folder.
"""
