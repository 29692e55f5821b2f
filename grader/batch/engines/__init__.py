"""Where a batch is graded: in this process, in worker processes, or on a cluster.

Start with ``engine``.
"""
