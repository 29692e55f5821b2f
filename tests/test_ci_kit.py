"""The files of ``docs/ci`` are what they say: each parses, each command in them exists, and their shell steps run."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.cli import list_commands, main, make_parser
from grader.version import __version__

from .reports.linters import github, gradescope, junit, step_summary

REPOSITORY = Path(__file__).parents[1]
KIT = REPOSITORY / "docs" / "ci"
ACTION = REPOSITORY / "action.yml"
HOOKS = REPOSITORY / ".pre-commit-hooks.yaml"
GITHUB_SHELL = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def scripts() -> Iterator[tuple[str, str]]:
    """Yield every shell text of the kit with the name of its file."""
    for step in read(ACTION)["runs"]["steps"]:
        if "run" in step:
            yield "action.yml", step["run"]
    for name, kind in (("gitlab-ci.yml", "grade"), ("students/gitlab-ci.yml", "read")):
        job = read(KIT / name)[kind]
        yield name, "\n".join([*job["before_script"], *job["script"]])
    for hook in read(HOOKS):
        files = ["FILE"] if hook.get("pass_filenames", True) else []
        yield ".pre-commit-hooks.yaml", " ".join([hook["entry"], *args_of(hook["id"]), *files])
    for path in sorted((KIT / "gradescope").iterdir()):
        yield f"gradescope/{path.name}", path.read_text(encoding="utf-8")


CONFIGURATIONS = ("pre-commit-config.yaml", "students/pre-commit-config.yaml")


def configured_hooks() -> Mapping[str, Sequence[str]]:
    """Return the hooks of the example configurations, with what is given to each."""
    repositories = [repository for name in CONFIGURATIONS for repository in read(KIT / name)["repos"]]
    return {hook["id"]: hook.get("args", []) for repository in repositories for hook in repository["hooks"]}


def args_of(hook: str) -> Sequence[str]:
    """Return what an example configuration gives to a hook."""
    return configured_hooks().get(hook, [])


def grader_calls() -> Iterator[tuple[str, list[str]]]:
    """Yield the words of every call of ours, variables as they stand."""
    for name, text in scripts():
        for line in re.sub(r"\$\{(\w+):\+([^}]*)\}", r"\2", text).splitlines():
            for part in re.split(r"\|\||&&|;|>>?", line):
                if part.split()[:1] == ["grader"]:
                    yield name, shlex.split(part, comments=True)[1:]


CALLS = list(grader_calls())


def test_every_file_of_the_kit_calls_grader() -> None:
    names = {name for name, _ in CALLS}
    gitlab = {"gitlab-ci.yml", "students/gitlab-ci.yml"}
    assert names == {"action.yml", *gitlab, ".pre-commit-hooks.yaml", "gradescope/run_autograder"}
    assert {words[0] for _, words in CALLS} <= set(list_commands())


@pytest.mark.parametrize(("name", "words"), CALLS, ids=lambda given: given if isinstance(given, str) else given[0])
def test_command_in_the_kit_has_the_flags_that_it_is_given(name: str, words: list[str]) -> None:
    ours = ["50" if word == "$FAIL_UNDER" else word for word in words]
    _, surplus = make_parser(list_commands()).parse_known_args(ours)
    assert surplus == []


def test_rule_sees_a_flag_that_does_not_exist() -> None:
    parser = make_parser(list_commands())
    assert parser.parse_known_args(["export", "out", "--to", "junit", "--colour"])[1] == ["--colour"]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Return a course's repository, and beside it a folder with the commands that a job finds on its path."""
    course = tmp_path / "course"
    (course / "submissions").mkdir(parents=True)
    shutil.copytree(REPOSITORY / "rubrics", course / "rubrics")
    for name in ("01-complete-plain", "19-unreadable-formula"):
        shutil.copy(REPOSITORY / "submissions_example" / f"{name}.yaml", course / "submissions")
    commands_folder = tmp_path / "bin"
    commands_folder.mkdir()
    program(commands_folder / "grader", f'exec {shlex.quote(sys.executable)} -P -m grader "$@"')
    for name in ("python", "python3"):  # installing is all that the kit does with Python
        program(commands_folder / name, f'echo "$@" >>{shlex.quote(str(tmp_path / "installed"))}')
    return course


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def run(shell: list[str], text: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a shell text as a job does."""
    environment = {**os.environ, **variables, "PYTHONUTF8": "1", "PYTHONPATH": str(REPOSITORY)}
    environment["PATH"] = f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [*shell, "-c", text], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def run_action(course: Path, **inputs: str) -> tuple[list[subprocess.CompletedProcess[str]], Path]:
    """Run the steps of the action one after the other, as far as they succeed; and say where the step's summary is."""
    action, summary = read(ACTION), course.parent / "summary"
    given = {name: each.get("default", "") for name, each in action["inputs"].items()} | inputs
    ended: list[subprocess.CompletedProcess[str]] = []
    for step in action["runs"]["steps"]:
        wanted = re.fullmatch(r"inputs\.(\w+) != ''", step.get("if", "inputs.always != ''"))
        assert wanted
        is_wanted = "if" not in step or bool(given[wanted[1]])
        if "run" in step and is_wanted and not any(each.returncode for each in ended):
            variables = {name: expanded(text, given) for name, text in step.get("env", {}).items()}
            known = {"GITHUB_ACTION_PATH": str(REPOSITORY), "GITHUB_STEP_SUMMARY": str(summary)}
            ended.append(run(GITHUB_SHELL, step["run"], course, **variables, **known))
    return ended, summary


def expanded(text: str, inputs: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], text)


def test_action_grades_annotates_and_summarises(course: Path) -> None:
    ended, summary = run_action(course, rubric="rubrics/exercise3.yaml")
    assert [each.returncode for each in ended] == [0, 0, 0, 0], ended
    assert (course.parent / "installed").read_text(encoding="utf-8") == f"-m pip install --quiet {REPOSITORY}\n"
    annotations = [line for line in ended[-1].stdout.splitlines() if line.startswith("::")]
    assert github.lint("\n".join(annotations)) == []
    assert any(
        line.startswith("::error file=submissions/19-unreadable-formula.yaml,line=30,col=10") for line in annotations
    )
    assert step_summary.lint(summary.read_text(encoding="utf-8")) == []
    assert junit.lint((course / "reports" / "junit.xml").read_text(encoding="utf-8")) == []


def test_action_fails_with_what_grading_says(course: Path) -> None:
    shutil.copy(REPOSITORY / "submissions_example" / "20-fails-schema.yaml", course / "submissions")
    rubric = "rubrics/exercise3.yaml"
    assert run_action(course, rubric=rubric)[0][-1].returncode == 3
    assert run_action(course, rubric=rubric, **{"allow-unreadable": "true"})[0][-1].returncode == 0
    below = {"allow-unreadable": "true", "fail-under": "99"}
    assert run_action(course, rubric=rubric, **below)[0][-1].returncode == 5
    (course / "submissions" / "20-fails-schema.yaml").unlink()
    shutil.rmtree(course / "reports")
    assert run_action(course, rubric=rubric, **{"fail-under": "99"})[0][-1].returncode == 1


def test_action_stops_at_a_rubric_that_is_wrong_and_its_faults_match_the_matcher(course: Path) -> None:
    rubric = course / "rubrics" / "exercise3.yaml"
    text = rubric.read_text(encoding="utf-8")
    rubric.write_text(text.replace("points: 1\n", "pionts: 1\n", 1), encoding="utf-8")
    ended, _ = run_action(course, rubric="rubrics/exercise3.yaml")
    assert [each.returncode for each in ended] == [0, 0, 3]
    assert ended[-1].stdout.splitlines()[0].startswith("::add-matcher::")
    assert ended[-1].stdout.splitlines()[-1] == "::remove-matcher owner=grader::"
    (matcher,) = json.loads((KIT / "problem-matcher.json").read_text(encoding="utf-8"))["problemMatcher"]
    (pattern,) = matcher["pattern"]
    found = [match for line in ended[-1].stderr.splitlines() if (match := re.fullmatch(pattern["regexp"], line))]
    assert found
    assert {match[pattern["file"]] for match in found} == {"rubrics/exercise3.yaml"}
    assert {match[pattern["severity"]] for match in found} == {"error"}


def test_name_of_a_folder_is_no_command_to_the_action(course: Path) -> None:
    odd = 'a"; touch pwned; "$(touch pwned)'
    (course / "submissions").rename(course / odd)
    ended, _ = run_action(course, rubric="rubrics/exercise3.yaml", submissions=odd)
    assert [each.returncode for each in ended] == [0, 0, 0, 0]
    assert not (course / "pwned").exists()


@pytest.fixture
def own(course: Path) -> Path:
    """Return a repository that a student can read: the exercise and the answers, and no rubric anywhere near."""
    own = course.parent / "own"
    own.mkdir()
    assert main(["publish", str(course / "rubrics" / "exercise3.yaml"), "--out", str(own / "exercise3.yaml")]) == 0
    shutil.copy(REPOSITORY / "submissions_example" / "13-half-forgotten.yaml", own / "answers.yaml")
    shutil.rmtree(course)
    return own


def spoil_answers(own: Path) -> None:
    shutil.copy(REPOSITORY / "submissions_example" / "19-unreadable-formula.yaml", own / "answers.yaml")


def test_action_reads_answers_with_the_public_exercise_alone(own: Path) -> None:
    ended, summary = run_action(own, exercise="exercise3.yaml")
    assert [each.returncode for each in ended] == [0, 0, 0], ended
    assert "Nothing was judged" in ended[-1].stdout
    assert "Nothing was judged" in summary.read_text(encoding="utf-8")
    spoil_answers(own)
    ended, _ = run_action(own, exercise="exercise3.yaml")
    assert [each.returncode for each in ended] == [0, 0, 1]
    annotations = [line for line in ended[-1].stdout.splitlines() if line.startswith("::error")]
    assert github.lint("\n".join(annotations)) == []
    assert any(line.startswith("::error file=answers.yaml,line=30,col=10") for line in annotations)


@pytest.mark.parametrize("inputs", [{}, {"rubric": "r.yaml", "exercise": "e.yaml"}], ids=["neither", "both"])
def test_action_wants_a_rubric_or_an_exercise(own: Path, inputs: dict[str, str]) -> None:
    ended, _ = run_action(own, **inputs)
    assert [each.returncode for each in ended] == [0, 2]
    assert ended[-1].stdout == "::error::Give either 'rubric' or 'exercise' to this action.\n"


def test_job_of_gitlab_for_students_reads_and_leaves_its_report(own: Path) -> None:
    job = read(KIT / "students" / "gitlab-ci.yml")["read"]
    text = "\n".join([*job["before_script"], *job["script"]])
    ended = run(["bash", "-eo", "pipefail"], text, own, **job["variables"])
    assert (ended.returncode, "Nothing was judged" in ended.stdout) == (0, True), ended
    report = own / job["artifacts"]["reports"]["junit"]
    assert junit.lint(report.read_text(encoding="utf-8")) == []
    spoil_answers(own)
    assert run(["bash", "-eo", "pipefail"], text, own, **job["variables"]).returncode == 1
    assert 'errors="3"' in report.read_text(encoding="utf-8")


def test_steps_of_the_action_take_inputs_as_variables_alone() -> None:
    for step in read(ACTION)["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert step.get("shell") == ("bash" if "run" in step else None)


@pytest.mark.parametrize(
    ("name", "wanted"), [("github-actions.yml", "rubric"), ("students/github-actions.yml", "exercise")]
)
def test_workflow_gives_the_action_inputs_that_it_has(name: str, wanted: str) -> None:
    workflow = read(KIT / name)
    (job,) = workflow["jobs"].values()
    (step,) = [step for step in job["steps"] if step["uses"].startswith("OWNER/grader@")]
    assert set(step["with"]) <= set(read(ACTION)["inputs"])
    assert set(step["with"]) & {"rubric", "exercise"} == {wanted}
    assert workflow["permissions"] == {"contents": "read"}


def test_job_of_gitlab_runs_and_leaves_its_report(course: Path) -> None:
    job = read(KIT / "gitlab-ci.yml")["grade"]
    text = "\n".join([*job["before_script"], *job["script"]])
    ended = run(["bash", "-eo", "pipefail"], text, course, **job["variables"])
    assert ended.returncode == 0, ended
    report = course / job["artifacts"]["reports"]["junit"]
    assert junit.lint(report.read_text(encoding="utf-8")) == []
    assert job["artifacts"]["when"] == "always"
    shutil.copy(REPOSITORY / "submissions_example" / "20-fails-schema.yaml", course / "submissions")
    allowed = job["allow_failure"]["exit_codes"]
    assert run(["bash", "-eo", "pipefail"], text, course, **job["variables"]).returncode in allowed
    below = {**job["variables"], "FAIL_UNDER": "99"}
    assert run(["bash", "-eo", "pipefail"], text, course, **below).returncode == 5
    assert 5 not in allowed


@pytest.mark.parametrize("broken", ["exercise3.yaml", "exercise3.overrides.yaml"])
def test_job_of_gitlab_fails_if_the_course_itself_cannot_be_read(course: Path, broken: str) -> None:
    job = read(KIT / "gitlab-ci.yml")["grade"]
    (course / "rubrics" / broken).write_text("rubric: [\n", encoding="utf-8")
    text = "\n".join([*job["before_script"], *job["script"]])
    ended = run(["bash", "-eo", "pipefail"], text, course, **job["variables"])
    assert ended.returncode not in (0, *job["allow_failure"]["exit_codes"]), ended


def test_action_fails_if_the_course_itself_cannot_be_read(course: Path) -> None:
    (course / "rubrics" / "exercise3.overrides.yaml").write_text("rubric: [\n", encoding="utf-8")
    ended, _ = run_action(course, rubric="rubrics/exercise3.yaml", **{"allow-unreadable": "true"})
    assert ended[-1].returncode != 0, ended


@pytest.fixture
def autograder(course: Path) -> Path:
    """Return the folder of an autograder as Gradescope lays it out, in which ``setup.sh`` has run."""
    place = course.parent / "autograder"
    for folder in ("source", "submission", "results"):
        (place / folder).mkdir(parents=True)
    shutil.copy(course / "rubrics" / "exercise3.yaml", place / "source" / "rubric.yaml")
    metadata = '{"created_at": "2026-11-26T14:00:00.000000-08:00", "users": []}'
    (place / "submission_metadata.json").write_text(metadata, encoding="utf-8")
    commands_folder = shlex.quote(str(course.parent / "bin"))
    program(  # the only grader is then in the new environment
        course.parent / "bin" / "python3",
        f'[ "$2" != venv ] || {{ mkdir -p "$3/bin"; mv {commands_folder}/grader {commands_folder}/python "$3/bin"; }}',
    )
    assert run_script("setup.sh", place, course).returncode == 0
    return place


def run_script(name: str, place: Path, course: Path) -> subprocess.CompletedProcess[str]:
    """Run a script of Gradescope's, in a folder instead of ``/autograder``."""
    text = (KIT / "gradescope" / name).read_text(encoding="utf-8").replace("/autograder", str(place))
    return run(["bash"], text, course)


def grade_in(place: Path, course: Path) -> dict[str, Any]:
    ended = run_script("run_autograder", place, course)
    assert ended.returncode == 0, ended
    text = (place / "results" / "results.json").read_text(encoding="utf-8")
    assert gradescope.lint(text) == [] or "score" not in json.loads(text)
    results: dict[str, Any] = json.loads(text)
    return results


@pytest.mark.parametrize(("name", "score"), [("01-complete-plain", 25.5), ("20-fails-schema", 0)])
@pytest.mark.parametrize("file", ["answers.yaml", "sub folder/answers.YML"])
def test_autograder_of_gradescope_writes_its_results(
    autograder: Path, course: Path, name: str, score: float, file: str
) -> None:
    path = autograder / "submission" / file
    path.parent.mkdir(exist_ok=True)
    shutil.copy(REPOSITORY / "submissions_example" / f"{name}.yaml", path)
    assert grade_in(autograder, course)["score"] == score


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ([], 0),
        (["answers.txt"], 0),
        (["answers.pdf"], 0),
        (["answers"], 0),
        (["a.yaml", "b.yaml"], 2),
        ([".a.yaml"], 0),
    ],
    ids=str,
)
def test_autograder_of_gradescope_says_what_to_hand_in(
    autograder: Path, course: Path, files: list[str], count: int
) -> None:
    for name in files:
        shutil.copy(REPOSITORY / "submissions_example" / "01-complete-plain.yaml", autograder / "submission" / name)
    assert grade_in(autograder, course) == {
        "score": 0,
        "output": "Nothing was graded. Hand in one file with your answers, whose name ends in .yaml, .yml or .json. "
        f"Number of such files in your submission: {count}.",
        "output_format": "text",
    }


def test_exercise_beside_the_answers_is_none_of_them_for_gradescope(autograder: Path, course: Path) -> None:
    exercise = autograder / "submission" / "exercise3.yaml"
    assert main(["publish", str(course / "rubrics" / "exercise3.yaml"), "--out", str(exercise)]) == 0
    shutil.copy(REPOSITORY / "submissions_example" / "01-complete-plain.yaml", autograder / "submission" / "a.yaml")
    assert grade_in(autograder, course)["score"] == 25.5


@pytest.mark.parametrize("name", ["01-complete-plain", "19-unreadable-formula", "20-fails-schema"])
def test_autograder_of_gradescope_for_practice_judges_nothing(autograder: Path, course: Path, name: str) -> None:
    (autograder / "source" / "rubric.yaml").unlink()
    exercise = autograder / "source" / "exercise.yaml"
    assert main(["publish", str(course / "rubrics" / "exercise3.yaml"), "--out", str(exercise)]) == 0
    shutil.copy(REPOSITORY / "submissions_example" / f"{name}.yaml", autograder / "submission" / "a.yaml")
    results = grade_in(autograder, course)
    assert results["score"] == 0
    assert all({"score", "status", "max_score"}.isdisjoint(test) for test in results["tests"])
    said = "could not be read" if name == "20-fails-schema" else "Nothing was judged"
    assert said in results["output"]


@pytest.mark.parametrize("broken", ["source/rubric.yaml", "submission_metadata.json", "venv/bin/grader"])
def test_autograder_of_gradescope_never_blames_a_student_for_the_course(
    autograder: Path, course: Path, broken: str
) -> None:
    shutil.copy(REPOSITORY / "submissions_example" / "01-complete-plain.yaml", autograder / "submission" / "a.yaml")
    (autograder / broken).write_text("[", encoding="utf-8")
    assert grade_in(autograder, course) == {
        "output": "Your answers could not be graded. This is not your mistake: please tell your teacher.",
        "output_format": "text",
    }


def test_examples_name_the_tag_of_this_version() -> None:
    for name in CONFIGURATIONS:
        (repository,) = read(KIT / name)["repos"]
        assert repository["rev"] == f"v{__version__}"
    for name in ("github-actions.yml", "students/github-actions.yml"):
        assert f"OWNER/grader@v{__version__}\n" in (KIT / name).read_text(encoding="utf-8")


def test_nothing_for_students_mentions_a_rubric_of_its_own() -> None:
    for path in (KIT / "students").iterdir():
        commands = re.sub("#.*", "", path.read_text(encoding="utf-8"))
        assert "rubrics/" not in commands
        assert not re.search(r"\brubric:", commands)


def test_hooks_are_those_of_the_example_and_find_their_files() -> None:
    hooks = {hook["id"]: hook for hook in read(HOOKS)}
    assert set(configured_hooks()) == set(hooks)
    rubric, answers = hooks["grader-rubric-check"], hooks["grader-check"]
    assert re.search(rubric["files"], "rubrics/exercise3.yaml")
    assert not re.search(rubric["files"], "rubrics/exercise3.key.json")
    assert re.search(rubric["exclude"], "rubrics/exercise3.overrides.yaml")
    assert re.search(answers["files"], "answers.yaml")
    scripts_of_ours = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert {hook["entry"].split()[0] for hook in hooks.values()} == set(scripts_of_ours)


def test_hook_checks_each_of_several_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (hook,) = [hook for hook in read(HOOKS) if hook["id"] == "grader-check"]
    words = [*shlex.split(hook["entry"])[1:], *args_of("grader-check")]
    examples = REPOSITORY / "submissions_example"
    files = [str(examples / f"{name}.yaml") for name in ("20-fails-schema", "01-complete-plain")]
    exercise = str(tmp_path / "exercise3.yaml")
    assert main(["publish", str(REPOSITORY / "rubrics" / "exercise3.yaml"), "--out", exercise]) == 0
    ours = [exercise if word == "exercise3.yaml" else word for word in words]
    assert main([*ours, *files]) == 3
    out = capsys.readouterr().out
    assert all(Path(file).name in out for file in files)


def test_hook_of_the_course_publishes_again_when_a_rubric_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (hook,) = [hook for hook in read(HOOKS) if hook["id"] == "grader-publish"]
    assert hook["pass_filenames"] is False
    shutil.copytree(REPOSITORY / "rubrics", tmp_path / "rubrics")
    monkeypatch.chdir(tmp_path)
    words = [*shlex.split(hook["entry"])[1:], *args_of("grader-publish")]
    assert main(words) == 0
    before = (tmp_path / "exercises" / "exercise3.yaml").read_bytes()
    rubric = tmp_path / "rubrics" / "exercise3.yaml"
    text = rubric.read_text(encoding="utf-8")
    rubric.write_text(text.replace("title: The update rule\n", "title: The rule\n", 1), encoding="utf-8")
    assert main(words) == 0
    after = (tmp_path / "exercises" / "exercise3.yaml").read_bytes()
    assert after == before.replace(b"title: The update rule\n", b"title: The rule\n", 1) != before


def test_rubric_that_cannot_be_read_stops_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    rubric = str(REPOSITORY / "rubrics" / "exercise3.yaml")
    assert main(["rubric", "check", "absent.yaml", rubric]) == 3
    out, err = capsys.readouterr()
    assert [line for line in out.splitlines() if line.endswith(".yaml:")] == ["absent.yaml:", f"{rubric}:"]
    assert "There is no such file" in err


def test_several_rubrics_are_checked_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    rubrics = [str(REPOSITORY / "rubrics" / name) for name in ("logistic_newton.yaml", "exercise3.yaml")]
    assert main(["rubric", "check", *rubrics]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.removesuffix(":") for line in shown if line.removesuffix(":") in rubrics] == rubrics
