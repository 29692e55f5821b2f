#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image: the zip of the autograder holds it, run_autograder, rubric.yaml and
# a copy of grader.
set -eu
python3 -m pip install --quiet /autograder/source/grader
