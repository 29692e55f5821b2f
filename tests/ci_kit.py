"""The files of ``docs/ci``, and a course in whose folder their shell steps run."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

REPOSITORY = Path(__file__).parents[1]
KIT = REPOSITORY / "docs" / "ci"
ACTION = REPOSITORY / "action.yml"
HOOKS = REPOSITORY / ".pre-commit-hooks.yaml"
GITHUB_SHELL = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


CONFIGURATIONS = ("pre-commit-config.yaml", "students/pre-commit-config.yaml")


def configured_hooks() -> Mapping[str, Sequence[str]]:
    """Return the hooks of the example configurations, with what is given to each."""
    repositories = [repository for name in CONFIGURATIONS for repository in read(KIT / name)["repos"]]
    return {hook["id"]: hook.get("args", []) for repository in repositories for hook in repository["hooks"]}


def args_of(hook: str) -> Sequence[str]:
    """Return what an example configuration gives to a hook."""
    return configured_hooks().get(hook, [])


def make_course(tmp_path: Path) -> Path:
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
