"""The page that says what an exported folder holds."""

from grader.service.store.courses import Course

__all__ = ["describe_folder"]

PAGE = """\
# {title}

This folder holds the course '{slug}' as it was when it was exported.

* `exercises/NAME/` has what `grader grade` reads: `rubric.yaml` with its proved key, `submissions/` with the submission
  that counts of each student, `submitted.csv` with the instants at which they came in, and `extensions.yaml` if
  somebody may hand in later.
* `roster.csv` has the students.
* `service/` has everything else, for `grader service import`: all submissions, all revisions of the rubrics, what was
  said of each submission, and what counted when. It holds no passwords.
* `SHA256SUMS` has the SHA-256 of every file. `sha256sum --check SHA256SUMS` says whether one of them was changed.

In the folder of an exercise, this makes the reports that the service shows before the deadline, byte for byte:

```sh
grader grade submissions --rubric rubric.yaml --roster ../../roster.csv --submitted submitted.csv --out reports
```

Add `--extensions extensions.yaml` if there is that file, and `--now` with an instant for the reports of that instant.

The folder holds the answers of students and the expected answers. Keep it as you keep an exam.
"""


def describe_folder(course: Course) -> str:
    return PAGE.format(title=" ".join(course.title.split()), slug=course.slug)
