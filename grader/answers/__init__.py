"""FAMILY: one answer type a file. An answer type reads a student's answer and judges it against the expected one.

Start with ``protocol`` (what every type offers), then ``number``. ``working/`` judges the steps that students show.
"""

from grader.answers.protocol import Answer, AnswerType, Chain, Task
from grader.family import Family

__all__ = ["ANSWER_TYPES", "Answer", "AnswerType", "Chain", "Task"]

ANSWER_TYPES = Family(__name__, __file__, group="grader.answers")
