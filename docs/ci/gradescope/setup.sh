#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image: the zip of the autograder holds it, run_autograder, rubric.yaml (for
# practice exercise.yaml in its place) and a copy of grader. Choose an image with Python 3.11 or newer, such as Ubuntu
# 24.04. Its system manages its own Python and refuses pip, so grader gets an environment of its own, which
# run_autograder uses.
set -eu
if ! python3 -c 'import ensurepip, venv'; then
    apt-get update
    apt-get install --yes python3-venv
fi
python3 -m venv /autograder/venv
/autograder/venv/bin/python -m pip install --quiet /autograder/source/grader
