"""What the process that workers are forked from loads before the first of them.

Modules create no garbage while they are imported, so nobody looks for it meanwhile; and what is loaded stays.
"""

import gc

gc.disable()

import grader.batch.engines.pool  # noqa: E402, F401

gc.freeze()
gc.enable()
