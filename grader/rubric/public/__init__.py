"""A public exercise: what students may know of a rubric, so that they can practise without its key.

Start with ``publish``: which fields of a rubric are public, and what a rubric becomes. ``load`` reads the exercise
back.
"""

from grader.rubric.public.exercise import Exercise, ExercisePart, is_exercise
from grader.rubric.public.load import load_exercise, parse_exercise
from grader.rubric.public.publish import publish_document

__all__ = ["Exercise", "ExercisePart", "is_exercise", "load_exercise", "parse_exercise", "publish_document"]
