"""Steps from one tree to another: rules that keep the value, each with its condition, and mutations that change it."""
