"""The graph of scalars: numbers, sums, products, powers and functions.

Expressions that are equal after rearranging are the same node.

Start with ``graph`` (how nodes are built); ``facts`` says what is known about a node
without evaluating it.
"""
