"""What conditions are solved by: where a text has values, and zeros of sines, of monotone functions and in balls.

Start with ``written_domains``.
"""

__all__: list[str] = []
