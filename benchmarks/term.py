"""A term in a few minutes: a course of simulated students uses the service, and at the end everything has to add up.

Run it with ``python benchmarks/term.py [--students N] [--database URL]``. The instructor uploads exercise 3 with a
deadline and the roster; students come in by their links, type, keep drafts, check, and hand in by the page, as a file,
and by a program, some of them twice, some late, some never. Then the key is found to be wrong for one item, people
decide on what waits, the new revision is tried and accepted, and the scores go to Canvas and Moodle.

What each student did is written down here, and compared with what the service says. It ends with 1 if anything does
not add up.
"""

import argparse
import csv
import io
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from book import Book
from service import list_answers
from serving import REPOSITORY, Answer, Browser, Running, must, start_service
from sqlalchemy import Connection

from grader.reports.wording import format_amount
from grader.rubric import load_rubric
from grader.service.identity.accounts import make_account
from grader.service.identity.tokens import Scope, make_token
from grader.service.jobs.runner import now_in_utc
from grader.service.store.courses import Role, add_course, add_member, find_course
from grader.service.store.database import Database
from grader.service.store.migrating import migrate
from grader.service.store.queue import count_jobs
from grader.simulation.classroom import simulate_class

RUBRIC = REPOSITORY / "rubrics" / "exercise3.yaml"
WRONG_KEY, RIGHT_KEY = "expected: stays", "expected: moves"
COURSE, EXERCISE = "/courses/term", "/courses/term/exercises/week"
PAGE = "/courses/term/week"
SEED, THREADS, PATIENCE_S = 14, 12, 600
IN_TIME_S, LATE_S = 60, 15  # how long students hand in, before the deadline and after it
SHARES = {"page": 0.6, "file": 0.2, "program": 0.1, "late": 0.06, "never": 0.04}
TWICE, CHECKING, TYPED = 0.15, 0.3, 4
ROUNDED = 0.00501  # points


@dataclass(frozen=True)
class Receipt:
    """The number of a submission, and when it was sent, by the clock of whoever sent it."""

    number: int
    begun: float
    ended: float


@dataclass
class Student:
    """Somebody with what they do, and what came of it."""

    name: str
    way: str
    answers: Mapping[str, str]
    file: str
    content: bytes
    is_twice: bool
    is_checking: bool
    account: int = 0
    token: str = ""
    browser: Browser | None = None
    receipts: list[Receipt] = field(default_factory=list)


def open_course(url: str) -> str:
    """Make a course with an instructor; return a token with which a program acts as that person."""

    def act(connection: Connection) -> str:
        now = now_in_utc()
        course = add_course(connection, "term", "A term", "Europe/Berlin", now)
        teacher = make_account(connection, "prof", now)
        add_member(connection, course, teacher.id, Role.INSTRUCTOR, "prof")
        return make_token(connection, teacher, course.id, "term", list(Scope), 10, now)

    with closing(Database(url)) as database:
        migrate(database)
        return database.write(act)


def write_rubric(deadline: datetime, release: datetime) -> bytes:
    """Return exercise 3 with dates, and with a wrong key for one item."""
    text = RUBRIC.read_text(encoding="utf-8").replace("expected: stays", WRONG_KEY)
    dates = (
        f"late: {{deadline: {deadline.isoformat()}, grace: 0 minutes, per_day: 10 %}}\n"
        f"visibility: {{deadline: {deadline.isoformat()}, release: {release.isoformat()}}}\n"
    )
    return text.replace("\nparts:\n", f"\n{dates}\nparts:\n", 1).encode()


def draw_students(count: int) -> list[Student]:
    """Draw who does what."""
    draw, rubric = random.Random(SEED), load_rubric(RUBRIC)
    sheets = list(simulate_class(rubric, count, SEED))
    ways = draw.choices(list(SHARES), list(SHARES.values()), k=count)
    return [
        Student(
            name=sheet.student,
            way=way,
            answers=answers,
            file=sheet.file,
            content=sheet.content,
            is_twice=way == "page" and draw.random() < TWICE,
            is_checking=draw.random() < CHECKING,
        )
        for way, sheet, answers in zip(ways, sheets, list_answers(rubric, sheets), strict=True)
    ]


def take_in(running: Running, teacher: Browser, students: Sequence[Student]) -> None:
    """Import the roster; each student comes in by the link from it."""
    roster = "id,name\n" + "".join(f"{one.name},Student {one.name}\n" for one in students)
    taken = must(teacher.call("POST", f"{COURSE}/members/roster", roster.encode())).read()["members"]
    found = {one["member"]["student"]: one for one in taken}
    for one in students:
        one.account = found[one.name]["member"]["account"]
        path = re.sub("^https?://[^/]*", "", found[one.name]["link"])
        entered = must(Browser(running.port).ask("POST", path), 303)
        one.browser = running.browse(re.findall("session=([^;]*)", entered.headers["set-cookie"])[0])


def give_tokens(database: Database, students: Sequence[Student]) -> None:
    """Give a token to each student whose program hands in."""

    def act(connection: Connection) -> None:
        course, now = find_course(connection, "term"), now_in_utc()
        assert course
        for one in students:
            if one.way == "program":
                account = make_account(connection, one.name, now)
                one.token = make_token(connection, account, course.id, "ci", [Scope.SUBMIT], 10, now)

    database.write(act)


def work(students: Sequence[Student], deadline: float) -> None:
    """Let all of them type, check and hand in: most before the deadline, and some after it."""
    draw = random.Random(SEED)
    begun = time.time()
    plans = []
    for one in students:
        span = (deadline + 1, deadline + LATE_S) if one.way == "late" else (begun, deadline - 5)
        plans.append((draw.uniform(*span), one))
    plans.sort(key=lambda plan: plan[0])

    def act(plan: tuple[float, Student]) -> None:
        time.sleep(max(0.0, plan[0] - time.time()))
        if plan[1].way != "never":
            type_and_hand_in(plan[1])

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(act, plans))


def type_and_hand_in(one: Student) -> None:
    """Type a few answers, perhaps check them, and hand in."""
    assert one.browser
    must(one.browser.get(PAGE))
    for item, text in list(one.answers.items())[:TYPED]:
        must(one.browser.post(f"{PAGE}/preview", {"item": item, "text": text, "definitions": ""}))
        must(one.browser.post(f"{PAGE}/draft", {"item": item, "text": text, "version": "0"}))
    fields = {f"answer.{item}": text for item, text in one.answers.items()}
    fields |= {f"version.{item}": "1" for item in list(one.answers)[:TYPED]}
    fields |= {} if any(map(str.strip, one.answers.values())) else {"anyway": "yes"}  # the page asks where all is blank
    if one.is_checking:
        found = must(one.browser.post(f"{PAGE}/check", fields), 303)
        must(one.browser.get(found.headers["location"]))
    if one.way in ("page", "late"):
        for time_of in range(1 + one.is_twice):
            sent = {**fields, "form": f"form {time_of}"}
            note_receipt(one, time.time(), one.browser.post(f"{PAGE}/hand-in", sent))
    elif one.way == "file":
        sent = {"form": "file", "anyway": "yes"}
        note_receipt(one, time.time(), one.browser.send(f"{PAGE}/upload", one.file, one.content, sent))
    else:
        program = Browser(one.browser.port, token=one.token)
        kind = "application/json" if one.file.endswith(".json") else "application/yaml"
        path, begun = f"/api/v1{EXERCISE}/submissions", time.time()
        sent = program.ask("POST", path, one.content, {"Content-Type": kind, "Idempotency-Key": "once"})
        if sent.status == 422:  # a program is told at once that the file cannot be read
            return
        one.receipts.append(Receipt(must(sent).read()["number"], begun, time.time()))


def note_receipt(one: Student, begun: float, answer: Answer) -> None:
    number = int(must(answer, 303).headers["location"].rpartition("/")[2].partition("?")[0])
    one.receipts.append(Receipt(number, begun, time.time()))


def list_rows(teacher: Browser) -> dict[str, Mapping[str, Any]]:
    """Return the row of each student on the page of the class, from all of its pages."""
    path, rows = f"{EXERCISE}/class", dict[str, Mapping[str, Any]]()
    while path:
        page = must(teacher.call("GET", path)).read()
        rows |= {row["student"]: row for row in page["rows"]}
        path = re.sub("^.*?/api/v1", "", page["next"] or "")
    return rows


def wait_for_jobs(database: Database) -> None:
    """Wait until nothing is left to grade or to count again."""
    end = time.monotonic() + PATIENCE_S
    while True:
        with database.read() as connection:
            counts = count_jobs(connection)
        if set(counts) <= {"done", "fault"}:
            return
        if time.monotonic() > end:
            raise SystemExit(f"The service does nothing any more: {counts}")
        time.sleep(0.2)


def decide_everything(teacher: Browser, database: Database) -> int:
    """Decide on each group of answers that waits, as is suggested."""
    count = 0
    while groups := must(teacher.call("GET", f"{EXERCISE}/review")).read()["groups"]:
        for group in groups:
            points = group["suggested"] or "0"
            new = {"item": group["item"], "grading": group["grading"], "points": points, "reason": "Read by a person."}
            must(teacher.call("POST", f"{EXERCISE}/decisions", new))
            count += 1
        wait_for_jobs(database)
    return count


def change_key(teacher: Browser, database: Database, rubric: bytes, book: Book) -> None:
    """Try the right key, compare what the trial foretells with what comes, and let it count."""
    before = list_rows(teacher)
    changed = rubric.replace(WRONG_KEY.encode(), RIGHT_KEY.encode())
    number = must(teacher.call("POST", f"{EXERCISE}/revisions", changed)).read()["number"]
    trial = must(teacher.call("POST", f"{EXERCISE}/revisions/{number}/trials")).read()["number"]
    wait_for_jobs(database)
    found = must(teacher.call("GET", f"{EXERCISE}/trials/{trial}")).read()
    book.compare("a trial changes nothing that counts", before, list_rows(teacher))
    must(teacher.call("POST", f"{EXERCISE}/trials/{trial}/accept"))
    wait_for_jobs(database)
    after = list_rows(teacher)
    moved = {name for name in after if after[name]["score"] != before[name]["score"]}
    foretold = {change["student"] for change in found["changes"] if change["change"] not in ("", "0")}
    book.compare("scores that change are those of the trial", sorted(moved), sorted(foretold))


def read_table(text: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(text))


def export_scores(teacher: Browser, rows: Mapping[str, Mapping[str, Any]], book: Book) -> None:
    """Send the final scores to Canvas and to Moodle, and compare each of them."""
    final = {name: Fraction(row["score"]) for name, row in rows.items() if row["score"] and not row["waiting"]}
    gradebook = "Student,ID,SIS User ID,SIS Login ID,Section,Week (4711)\n    Points Possible,,,,,\n" + "".join(
        f"Student {name},{number},{name},{name},,\n" for number, name in enumerate(rows, start=100)
    )
    options = {"assignment_id": "4711", "gradebook": {"name": "gradebook.csv", "text": gradebook}}
    sent = must(teacher.call("POST", f"{EXERCISE}/exports/canvas", {"options": options, "anyway": True}))
    lines = [row for row in read_table(sent.body.decode("utf-8-sig")) if row["SIS Login ID"]]
    canvas = {row["SIS Login ID"]: float(row["Week (4711)"]) for row in lines if row["Week (4711)"]}
    book.compare("Canvas has the final scores", [], list_differing(final, canvas))
    participants = "Username,Email address\n" + "".join(f"{name},{name}@uni.example\n" for name in rows)
    options = {"participants": {"name": "participants.csv", "text": participants}, "key": "username"}
    refused = must(teacher.call("POST", f"{EXERCISE}/exports/moodle", {"options": options}), 200, 409, 422)
    impossible = [name for name in sorted(final) if " " in name]  # no user name of Moodle has a blank
    named = [name for name in sorted(final) if f"'{name}'" in refused.body.decode()] if refused.status != 200 else []
    book.compare("who cannot be in Moodle is named before the export", impossible, named)
    sent = must(teacher.call("POST", f"{EXERCISE}/exports/moodle", {"options": options, "anyway": True}))
    moodle = {row["username"]: float(row["Grade"]) for row in read_table(sent.body.decode("utf-8-sig"))}
    book.compare("Moodle has the final scores of all others", impossible, list_differing(final, moodle))


def list_differing(final: Mapping[str, Fraction], sent: Mapping[str, float]) -> list[str]:
    """List who has another score in a gradebook, to its two decimals."""
    close = {name for name in final if name in sent and abs(float(final[name]) - sent[name]) < ROUNDED}
    return sorted({*final, *sent} - close)


def grade_again(folder: Path, url: str, rows: Mapping[str, Mapping[str, Any]], book: Book) -> None:
    """Export the course, grade it with the command line, and compare the scores."""
    grader = [sys.executable, "-m", "grader"]
    course, reports = folder / "course", folder / "reports"
    subprocess.run([*grader, "service", "export", "term", "--database", url, "--out", str(course)], check=True)
    exercise = course / "exercises" / "week"
    beside = ["--rubric", "rubric.yaml", "--roster", "../../roster.csv", "--submitted", "submitted.csv"]
    words = ["grade", "submissions", *beside, "--out", str(reports), "--quiet"]
    subprocess.run([*grader, *words], check=False, cwd=exercise)  # some of the files cannot be read, on purpose
    table = read_table((reports / "summary.csv").read_text(encoding="utf-8"))
    again = {row["student"]: Fraction(row["score_so_far"] or 0) for row in table if row["file"]}
    shown = {name: Fraction(row["score"]) for name, row in rows.items() if row["score"] is not None}
    book.compare("'grader grade' on the export gives the scores of the class page", shown, again)
    checked = subprocess.run([*grader, "service", "check", "--database", url], capture_output=True, text=True)
    book.compare("'grader service check' finds nothing", 0, checked.returncode)


def compare_work(
    students: Sequence[Student], rows: Mapping[str, Mapping[str, Any]], deadline: float, book: Book
) -> None:
    """Compare what students did with what the class page says."""
    handed_in = {one.name: len(one.receipts) for one in students}
    book.compare("receipts are submissions", handed_in, {name: row["submissions"] for name, row in rows.items()})
    found = {name for name, row in rows.items() if row["is_late"]}
    late = {one.name for one in students if one.receipts and all(sent.begun > deadline for sent in one.receipts)}
    in_time = {one.name for one in students if any(sent.ended < deadline for sent in one.receipts)}
    book.compare("late are those who were", [], sorted(late - found | in_time & found))  # the rest: at the deadline
    missing = {one.name for one in students if not one.receipts}
    unsent = {name for name, row in rows.items() if row["state"] == "not handed in"}
    book.compare("who has handed in nothing is listed so", missing, unsent)
    unexplained = [name for name, row in rows.items() if row["score"] == "0" and not row["zero"]]
    book.compare("every 0 says why", [], unexplained)


def compare_feedback(students: Sequence[Student], rows: Mapping[str, Mapping[str, Any]], book: Book) -> None:
    """Compare what students see after the release with what the staff see."""
    seen, expected = dict[str, str](), dict[str, str]()
    for one in students:
        if one.receipts and one.browser and not rows[one.name]["waiting"]:
            page = must(one.browser.get(f"{PAGE}/report.html")).body.decode()
            found = re.search(r'class="score"><b>([^<]*)</b>', page)
            seen[one.name] = found[1] if found else ""
            expected[one.name] = format_amount(Fraction(rows[one.name]["score"]))
    book.compare("students see their scores", expected, seen)


def run_term(url: str, folder: Path, count: int, book: Book) -> None:
    """Run the term against an empty database."""
    token, students = open_course(url), draw_students(count)
    with closing(Database(url)) as database, start_service(folder, url, "--workers", "2") as running:
        teacher = Browser(running.port, token=token)
        deadline = now_in_utc().replace(microsecond=0) + timedelta(seconds=IN_TIME_S)
        rubric = write_rubric(deadline, deadline + timedelta(seconds=LATE_S + 1))
        must(teacher.call("POST", f"{COURSE}/exercises?slug=week", rubric))
        must(teacher.call("PUT", f"{EXERCISE}/opening", {"revision": 1, "is_open": True}))
        take_in(running, teacher, students)
        give_tokens(database, students)
        work(students, deadline.timestamp())
        wait_for_jobs(database)
        compare_work(students, list_rows(teacher), deadline.timestamp(), book)
        grade_again(folder, url, list_rows(teacher), book)
        change_key(teacher, database, rubric, book)
        decisions = decide_everything(teacher, database)
        rows = list_rows(teacher)
        unreadable = must(teacher.call("GET", f"{EXERCISE}/review")).read()["unreadable"]
        what = f"after {decisions} decisions, nothing waits but files that cannot be read"
        book.compare(what, sorted(unreadable), sorted(name for name, row in rows.items() if row["waiting"]))
        export_scores(teacher, rows, book)
        compare_feedback(students, rows, book)


def main() -> None:
    """Run a term, and say what adds up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=300, metavar="N")
    parser.add_argument("--database", metavar="URL", help="an empty database (default: a new file of SQLite)")
    options = parser.parse_args()
    book, begun = Book(), time.perf_counter()
    with TemporaryDirectory() as made:
        url = options.database or f"sqlite:///{made}/grader.sqlite"
        run_term(url, Path(made), options.students, book)
    wrong = [what for what, is_right in book.rows if not is_right]
    print(f"{len(book.rows)} comparisons in {time.perf_counter() - begun:.0f} s, {len(wrong)} do not add up.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
