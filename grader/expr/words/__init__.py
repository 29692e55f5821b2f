"""Words around a formula, or in place of one: *Let*, *So:*, *for j = 1, 2*, *no real solutions*.

Start with ``remarks``.
"""
