"""What single students are allowed, or asked for, apart from everybody else: more verdicts, another submission.

Start with ``verdicts``.
"""
