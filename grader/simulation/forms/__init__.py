"""Right answers in many forms: sound rewritings, and the ways in which people type them.

Start with ``forms``.
"""
