"""An adversary: it makes pairs of answers whose verdict is known without the engine, and looks for wrong verdicts.

Start with ``README.md``; ``python -m tests.adversary --help`` lists the options of its command.
"""
