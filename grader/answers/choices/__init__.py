"""The alternative that an answer in a student's own words names. Start with ``own_words``."""
