"""What the service carries on one machine: a lecture hall that types, a deadline, a class page, and hours of use.

Run it with ``python benchmarks/service.py [--database URL]``; with ``--write`` the table goes into
``docs/performance.md``, to the place of its kind of database; with ``--soak MINUTES`` the mixed use at the end lasts so
long. The service and whoever uses it share the machine, so the figures are worse than those of a machine that only
serves. A simulated class of exercise 3 is used: what its students type are their own answers, and the beginnings of
them.

A time is counted from the instant at which somebody wanted something, also where they had to wait to ask.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from serving import REPOSITORY, Answer, Browser, Running, at_a_rate, make_course, percentile, start_service
from sqlalchemy import Table, func, make_url, select

from grader.documents import Scalar, parse_json, parse_yaml
from grader.errors import GraderError
from grader.rubric import Rubric, load_rubric
from grader.service.store import tables
from grader.service.store.database import Database
from grader.simulation.classroom import Sheet, simulate_class
from grader.submission import read_submission

RUBRIC = REPOSITORY / "rubrics" / "exercise3.yaml"
PAGE = REPOSITORY / "docs" / "performance.md"
BEGIN, END = "<!-- from here on written by benchmarks/service.py --write: {} -->", "<!-- to here: {} -->"
HERE = "/courses/term/week"
SEED = 14
THREADS = 64
PREVIEWS_A_SECOND, PREVIEW_S = 200, 20
MINUTE_S, LAST_S, LAST_SHARE = 60, 5, 0.3  # of the hand-ins before the deadline
PATIENCE_S = 300
SOAK_A_SECOND, SOAK_STEP_S = 40, 30

Rows = list[tuple[str, str]]


def list_answers(rubric: Rubric, sheets: Sequence[Sheet]) -> Iterator[dict[str, str]]:
    """Yield what each student types into the fields; a file that cannot be read types nothing."""
    for sheet in sheets:
        try:
            parse = parse_json if sheet.file.endswith(".json") else parse_yaml
            answers = read_submission(parse(sheet.content.decode(), sheet.file), rubric).answers
        except (GraderError, UnicodeDecodeError):
            answers = {}
        given = {item: answer.text for item, answer in answers.items() if isinstance(answer, Scalar)}
        yield {
            item: text
            for item, text in given.items()
            if not rubric.by_id[item].choices or text in rubric.by_id[item].choices
        }


def measure_previews(running: Running, people: Sequence[Browser], typed: Sequence[Mapping[str, str]]) -> Rows:
    """Many students type at once: each pause for a moment asks how an answer is read."""
    draw = random.Random(SEED)
    texts = [(item, text) for answers in typed for item, text in answers.items() if len(text) > 1]
    chosen = [draw.choice(texts) for _ in range(PREVIEWS_A_SECOND * PREVIEW_S)]
    asked = [(item, text[: draw.randint(1, len(text))]) for item, text in chosen]

    def preview(number: int) -> Answer:
        item, text = asked[number]
        browser = people[number % len(people)]
        return browser.post(f"{HERE}/preview", {"item": item, "text": text, "definitions": ""})

    instants = [number / PREVIEWS_A_SECOND for number in range(len(asked))]
    at_a_rate(instants[:PREVIEWS_A_SECOND], preview, THREADS)  # whatever is loaded once is loaded
    found = at_a_rate(instants, preview, THREADS)
    check(answer for _, answer in found)
    return [(f"{PREVIEWS_A_SECOND} readings a second for {PREVIEW_S} s", describe([seconds for seconds, _ in found]))]


def measure_deadline(
    running: Running, people: Sequence[Browser], typed: Sequence[Mapping[str, str]], database: Database
) -> Rows:
    """Everybody hands in during the last minute, and a third of them in the last seconds."""
    draw, count = random.Random(SEED), len(people)
    late = int(count * LAST_SHARE)
    early = [draw.uniform(0, MINUTE_S - LAST_S) for _ in range(count - late)]
    instants = sorted([*early, *(draw.uniform(MINUTE_S - LAST_S, MINUTE_S) for _ in range(late))])

    def hand_in(number: int) -> Answer:
        fields = {f"answer.{item}": text for item, text in typed[number % len(typed)].items()}
        fields |= {} if any(map(str.strip, fields.values())) else {"anyway": "yes"}  # the page asks where all is blank
        browser = people[number % len(people)]
        return browser.post(f"{HERE}/hand-in", {"form": f"form-{number}", **fields})

    found = at_a_rate(instants, hand_in, THREADS)
    check((answer for _, answer in found), 303)
    ended = time.perf_counter()
    while count_rows(database, tables.grading) < count and time.perf_counter() < ended + PATIENCE_S:
        time.sleep(0.2)
    waited = time.perf_counter() - ended
    assert count_rows(database, tables.submission) == count_rows(database, tables.grading) == count
    receipts = len({(answer.headers["location"], number) for number, (_, answer) in enumerate(found)})
    assert receipts == count
    return [
        (
            f"{count:,} hand-ins in {MINUTE_S} s, {late} of them in the last {LAST_S}",
            describe([one for one, _ in found]),
        ),
        ("the last verdict after the last hand-in", f"{waited:.0f} s"),
    ]


def measure_pages(teacher: Browser, student: Browser) -> Rows:
    """Pages of the staff and of a student, each loaded several times after once."""
    rows = Rows()
    pages = {"the class page": f"{HERE}/-/class", "the review page": f"{HERE}/-/review"}
    for name, path in pages.items():
        rows.append(measure_page(name, teacher, path))
    for name, path in {"the page to answer": HERE, "the feedback": f"{HERE}/feedback"}.items():
        rows.append(measure_page(name, student, path))
    return rows


def measure_page(name: str, browser: Browser, path: str) -> tuple[str, str]:
    first = browser.get(path)
    answers = [browser.get(path) for _ in range(5)]
    check([first, *answers])
    size = len(answers[0].body) / 1000
    return name, f"{describe([one.seconds for one in answers])}, {size:,.0f} kB (first {first.seconds * 1000:.0f} ms)"


def soak(running: Running, people: Sequence[Browser], typed: Sequence[Mapping[str, str]], minutes: float) -> Rows:
    """Mixed use; the memory of the process is taken after a first part, and at the end."""
    draw = random.Random(SEED)

    def use(number: int) -> Answer:
        answers = typed[number % len(typed)] or {"loss": "1"}
        item, text = draw.choice(list(answers.items()))
        browser = people[number % len(people)]
        if number % 10 == 0:
            return browser.get(HERE)
        if number % 10 < 3:
            return browser.post(f"{HERE}/draft", {"item": item, "text": text, "version": "0"})
        return browser.post(f"{HERE}/preview", {"item": item, "text": text, "definitions": ""})

    memory = []
    for _ in range(max(4, round(minutes * 60 / SOAK_STEP_S))):
        instants = [number / SOAK_A_SECOND for number in range(round(SOAK_A_SECOND * SOAK_STEP_S))]
        check((answer for _, answer in at_a_rate(instants, use, THREADS)), 200, 409)
        memory.append(running.memory_mb())
    early = memory[len(memory) // 4]
    growth = f"{(memory[-1] / early - 1) * 100:+.1f} % since the first quarter"
    return [
        (f"memory after {len(memory) * SOAK_STEP_S / 60:.0f} minutes of mixed use", f"{memory[-1]:.0f} MB, {growth}")
    ]


def check(answers: Iterable[Answer], *statuses: int) -> None:
    """Fail if anything came back but what was wanted."""
    counts = Counter(answer.status for answer in answers)
    if set(counts) - set(statuses or (200,)):
        raise SystemExit(f"The service answered: {dict(counts)}")


def count_rows(database: Database, table: Table) -> int:
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def describe(seconds: Sequence[float]) -> str:
    """Say how long most, nearly all, and the longest took."""
    shares = {"median": 0.5, "p95": 0.95, "p99": 0.99, "most": 1.0}
    return ", ".join(f"{name} {percentile(seconds, share) * 1000:.0f} ms" for name, share in shares.items())


def measure(url: str, folder: Path, students: int, minutes: float) -> Rows:
    """Measure everything against one database."""
    rubric = load_rubric(RUBRIC)
    sheets = list(simulate_class(rubric, students, SEED))
    names = [f"student{number}" for number in range(students)]
    typed, sessions = list(list_answers(rubric, sheets)), make_course(url, RUBRIC, names)
    with closing(Database(url)) as database:
        with start_service(folder, url) as running:
            rows = [("a first start: until it is ready", f"{running.seconds_to_ready:.1f} s")]
        with start_service(folder, url) as running:
            rows.append(("a start: until it is ready", f"{running.seconds_to_ready:.1f} s"))
            people = [running.browse(sessions[name]) for name in names]
            rows += measure_previews(running, people, typed)
            rows += measure_deadline(running, people, typed, database)
            rows += measure_pages(running.browse(sessions["prof"]), people[0])
            if minutes:
                rows += soak(running, people, typed, minutes)
    return rows


def main() -> None:
    """Measure, and print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", metavar="URL", help="an empty database (default: a new file of SQLite)")
    parser.add_argument("--students", type=int, default=1000, metavar="N")
    parser.add_argument("--soak", type=float, default=0.0, metavar="MINUTES")
    parser.add_argument("--write", action="store_true", help="write the table into the page")
    options = parser.parse_args()
    with TemporaryDirectory() as made:
        folder = Path(made)
        url = options.database or f"sqlite:///{folder / 'grader.sqlite'}"
        rows = measure(url, folder, options.students, options.soak)
        kind = make_url(url).get_backend_name()
    table = "\n".join(["| what | measured |", "|---|---|", *(f"| {what} | {value} |" for what, value in rows)])
    print(table)
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        begin, end = BEGIN.format(kind), END.format(kind)
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        PAGE.write_text(f"{before}{begin}\n\n{table}\n\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
