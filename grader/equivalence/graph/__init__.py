"""The graph of scalars: numbers, sums, products, powers and functions, where equal by arrangement means the same node.

Start with ``graph`` (how nodes are built); ``facts`` says what is known of a node without evaluating it.
"""
