"""Lines, planes and curves as sets of points, by parameters or by equations. Start with ``shapes``."""
