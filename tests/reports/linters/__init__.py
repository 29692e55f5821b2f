"""Rules for what other systems refuse or misread in our reports: one file for each system, independent of our code.

Each file has a function ``lint(text, …) -> list[str]``: the complaints that the target would have, or that a careful
person would have about what it silently does. ``tests/reports/bad_files.yaml`` shows that every rule can fail.
"""
