"""Judges that share no code with the engine; ``judge.py`` chooses the one that a pair names."""
