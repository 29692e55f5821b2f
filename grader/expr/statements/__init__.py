"""What an item asks for decides how an answer is read: labels, lists without brackets, lines, words after a value.

Start with ``read``. A text that the grammar reads as one formula of the right shape stays as it is. Otherwise it is
split into statements, each is read by the grammar, and they are put together in the shape that is asked for.
"""
