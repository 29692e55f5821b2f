"""The cost of grading a class of worked documents, compared with the same class in YAML.

Run it with ``python benchmarks/documents.py``. A simulated class of exercise 3 is graded by ``grader grade`` three
times in turns, with reports as JSON and HTML:

* as worked documents in Markdown;
* the same answers in YAML, with their names and working, as ``grader read --output`` writes them;
* the same students' bare answers in YAML, as ``grader simulate`` writes them: most have no working to judge.

CPU time is the sum over all processes; of several runs the fastest counts, so that a busy machine matters less.
"""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from batch import RUBRIC, adopt_orphans, grade

from grader.documents.prose import ProseDocument
from grader.rubric import load_rubric
from grader.submission import load_document
from grader.submission.claims.reading import propose
from grader.submission.claims.writing import write_submission

SEED = "5"
DOCUMENTS, SAME_ANSWERS, BARE_ANSWERS = "documents", "same answers in YAML", "bare answers in YAML"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    adopt_orphans()
    with TemporaryDirectory() as folder:
        root = Path(folder)
        folders = {DOCUMENTS: root / "md", SAME_ANSWERS: root / "same", BARE_ANSWERS: root / "bare"}
        simulate(folders[DOCUMENTS], given.students, "markdown")
        simulate(folders[BARE_ANSWERS], given.students, "yaml")
        write_same_answers(folders[DOCUMENTS], folders[SAME_ANSWERS])
        seconds: dict[str, list[float]] = {name: [] for name in folders}
        for run in range(given.runs):
            for name, folder_of_class in folders.items():
                out = root / f"out-{run}-{folder_of_class.name}"
                seconds[name].append(grade(folder_of_class, out, given.jobs)["cpu_s"])
    documents = min(seconds[DOCUMENTS])
    print(f"{given.students} submissions, {given.jobs} jobs, fastest of {given.runs} runs")
    for name, spent in seconds.items():
        print(f"{name:22} {min(spent):7.2f} s of CPU; documents take {documents / min(spent):.2f} times as long")


def simulate(folder: Path, students: int, form: str) -> None:
    words = ["simulate", str(RUBRIC), "--students", str(students), "--seed", SEED, "--as", form, "--malformed", "0"]
    subprocess.run([sys.executable, "-m", "grader", *words, "--out", str(folder)], check=True, capture_output=True)


def write_same_answers(documents: Path, folder: Path) -> None:
    """Write every document as a submission in YAML with the answers that were found in it."""
    folder.mkdir()
    rubric = load_rubric(RUBRIC)
    for path in sorted(documents.glob("*.md")):
        document = load_document(str(path), rubric)
        assert isinstance(document, ProseDocument)
        written = write_submission(propose(document.prose, rubric), rubric.id, path.stem)
        (folder / f"{path.stem}.yaml").write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
