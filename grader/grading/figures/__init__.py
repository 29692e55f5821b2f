"""What a picture of an answer shows, as data: paths, curves and networks.

Start with ``figures``.
"""
