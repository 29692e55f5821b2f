"""Simulated answers: equivalent forms, near misses and whole classes, each made with what is known to be true of it.

What is made here is true by construction: a form is equivalent because each rule that led to it is, a wrong answer is
wrong because the engine has proved it different. ``rubric test`` holds a rubric against such answers, and ``simulate``
writes classes of them.
"""
