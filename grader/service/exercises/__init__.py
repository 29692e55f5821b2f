"""What students answer: rubrics as they are used, reading while somebody types, and answers as a file.

Start with ``opened``.
"""
