"""Short answers in words: how they are spelled, and how near two spellings are. Start with ``spelling``."""
