"""placeholder"""


def check(tree, text, places):
    pass
