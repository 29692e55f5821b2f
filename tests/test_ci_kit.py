"""The files of ``docs/ci`` are what they say: each parses, each command in them exists, and their shell steps run."""

import json
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.cli import list_commands, main, make_parser
from grader.version import __version__

from .ci_kit import (
    ACTION,
    CONFIGURATIONS,
    HOOKS,
    KIT,
    REPOSITORY,
    args_of,
    configured_hooks,
    make_course,
    read,
    run,
    run_action,
)
from .reports.linters import github, junit, step_summary


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
    return make_course(tmp_path)


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


@pytest.mark.shell
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


@pytest.mark.shell
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


@pytest.mark.shell
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


@pytest.mark.shell
def test_name_of_a_folder_is_no_command_to_the_action(course: Path) -> None:
    odd = 'a"; touch pwned; "$(touch pwned)'
    (course / "submissions").rename(course / odd)
    ended, _ = run_action(course, rubric="rubrics/exercise3.yaml", submissions=odd)
    assert [each.returncode for each in ended] == [0, 0, 0, 0]
    assert not (course / "pwned").exists()


@pytest.mark.shell
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


@pytest.mark.shell
@pytest.mark.parametrize("inputs", [{}, {"rubric": "r.yaml", "exercise": "e.yaml"}], ids=["neither", "both"])
def test_action_wants_a_rubric_or_an_exercise(own: Path, inputs: dict[str, str]) -> None:
    ended, _ = run_action(own, **inputs)
    assert [each.returncode for each in ended] == [0, 2]
    assert ended[-1].stdout == "::error::Give either 'rubric' or 'exercise' to this action.\n"


@pytest.mark.shell
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


@pytest.mark.shell
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


@pytest.mark.shell
@pytest.mark.parametrize("broken", ["exercise3.yaml", "exercise3.overrides.yaml"])
def test_job_of_gitlab_fails_if_the_course_itself_cannot_be_read(course: Path, broken: str) -> None:
    job = read(KIT / "gitlab-ci.yml")["grade"]
    (course / "rubrics" / broken).write_text("rubric: [\n", encoding="utf-8")
    text = "\n".join([*job["before_script"], *job["script"]])
    ended = run(["bash", "-eo", "pipefail"], text, course, **job["variables"])
    assert ended.returncode not in (0, *job["allow_failure"]["exit_codes"]), ended


@pytest.mark.shell
def test_action_fails_if_the_course_itself_cannot_be_read(course: Path) -> None:
    (course / "rubrics" / "exercise3.overrides.yaml").write_text("rubric: [\n", encoding="utf-8")
    ended, _ = run_action(course, rubric="rubrics/exercise3.yaml", **{"allow-unreadable": "true"})
    assert ended[-1].returncode != 0, ended


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
