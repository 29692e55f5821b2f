"""What the systems that take our reports refuse or misread, as rules: one file a target, none of them knows our code.

Each file has a function ``lint(text, …) -> list[str]``: the complaints that the target would have, or that a careful
person would have about what it silently does. ``tests/reports/bad_files.yaml`` shows that every rule can fail.
"""
