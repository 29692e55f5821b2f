"""The pages, and the routes that serve them.

Start with ``app``. ``guard`` looks at every request first, ``access`` says who may use a route, ``rendering`` makes
pages from templates, and ``routes`` has a file for each kind of visitor.
"""
