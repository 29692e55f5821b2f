"""What handing in late costs, as data: the section ``late`` of a rubric, and the extensions that students have.

Start with ``policy``. ``grading/lateness/lateness.py`` computes the lateness of a submission from its instant.
"""
