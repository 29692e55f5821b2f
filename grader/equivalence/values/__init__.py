"""Values of nodes: in ball arithmetic, and modulo a large prime; and the points at which both are taken.

Start with ``enclosure`` (balls), then ``modular`` (primes).
"""
