"""What a wrong answer may mean beside its standard reading; where that would earn more, a person decides.

Start with ``leaving``.
"""
