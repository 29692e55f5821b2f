"""Tests of the reference solvers."""
