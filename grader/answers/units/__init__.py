"""Values with units: an exact table of units, how units are read, and what dimensions say of a formula.

Start with ``unit`` (what a unit is), then ``table`` (which there are) and ``reading`` (answers with units).
"""
