"""Pictures as SVG: curves, descents with contour lines, networks.

Start with ``by_figure``, which chooses the picture. ``svg`` has the drawing functions.
"""
