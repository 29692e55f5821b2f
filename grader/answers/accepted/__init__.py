"""Answers that an item says something of beside its expected one: several right answers, conditions, and branches.

Start with ``widened``.
"""
