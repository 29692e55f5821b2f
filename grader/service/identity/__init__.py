"""Who somebody is and what they may do: accounts, passwords, one-time links, sessions, roles.

Start with ``accounts``.
"""
