"""Where a batch is worked on: this process, worker processes, or a cluster.

Start with ``engine``.
"""
