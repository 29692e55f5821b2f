"""How a worked document was read: for each item what is proposed, where it is and why, as JSON and in the terminal.

Start with ``data``.
"""
