"""Words that the schema and the template share."""

from grader.submission.asked import AskedItem

__all__ = ["points_in_words"]


def points_in_words(item: AskedItem) -> str:
    """What an item is worth, as people say it: ``1/2 point``, ``2 points``, ``2 bonus points``."""
    return f"{item.points} {'bonus ' if item.is_bonus else ''}{'point' if item.points <= 1 else 'points'}"
