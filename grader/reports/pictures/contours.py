"""Contour lines of a function on a grid, by marching squares.

A contour goes from cell to cell through the sides that it crosses. Linear interpolation places each crossing. At a
saddle the mean of the corners decides between the two ways through. Where the function has no value there is no line.

Source: Lorensen & Cline, *Marching Cubes* (1987), in two dimensions. Levels are round numbers near quantiles of the
values, denser among the low ones, so that every function shows its valleys, however steep its walls are.

>>> [len(line) for _, line in trace_contours(sample_grid(lambda x, y: x * x + y * y, (-2, 2, -2, 2), 4), [1.5])]
[13]
"""

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

__all__ = ["trace_contours", "choose_levels", "sample_grid"]

Grid = list[list[float]]
Window = tuple[float, float, float, float]
Side = tuple[int, int, int]  # the corner where a side of a cell begins, then 0 along x or 1 along y
Place = tuple[float, float]


def sample_grid(f: Callable[[float, float], float], window: Window, cells: int) -> Grid:
    """Return the values on a grid with ``cells`` cells along each side, row by row from the bottom."""
    left, right, bottom, top = window
    xs = [left + (right - left) * i / cells for i in range(cells + 1)]
    ys = [bottom + (top - bottom) * j / cells for j in range(cells + 1)]
    return [[f(x, y) for x in xs] for y in ys]


def choose_levels(grid: Grid, count: int) -> list[float]:
    """Return the levels to draw, all different and rising; none if the function hardly varies."""
    values = sorted(value for row in grid for value in row if math.isfinite(value))
    if len(values) < 2 or values[-1] - values[0] <= 1e-12 * max(abs(values[0]), abs(values[-1])):
        return []
    last = len(values) - 1
    wanted = sorted({values[round(last * (step / (count + 1)) ** 1.6)] for step in range(1, count + 1)})
    ends = [values[0], *wanted, values[-1]]
    return sorted(
        {round_between(below, level, above) for below, level, above in zip(ends[:-2], wanted, ends[2:], strict=True)}
    )


def round_between(below: float, level: float, above: float) -> float:
    """Round a level, but by less than a quarter of the way to its neighbours, so that all stay apart.

    >>> round_between(0, 17.3, 30), round_between(17, 17.3, 17.6)
    (15.0, 17.3)
    """
    room = min(level - below, above - level) / 2
    if not 0 < room < math.inf:
        return level
    power = float(f"1e{math.floor(math.log10(room))}")
    step = next(times * power for times in (5, 2, 1) if times * power <= room * (1 + 1e-9))
    return float(f"{round(level / step) * step:.12g}")


def trace_contours(grid: Grid, heights: Sequence[float]) -> Iterator[tuple[int, list[Place]]]:
    """Yield each line: its level's index, and its points in units of cells from the lower left corner."""
    links: list[dict[Side, list[Side]]] = [{} for _ in heights]
    for j in range(len(grid) - 1):
        for i in range(len(grid[0]) - 1):
            corners = (grid[j][i], grid[j][i + 1], grid[j + 1][i + 1], grid[j + 1][i])
            low, high = min(corners), max(corners)
            if all(map(math.isfinite, corners)):
                for place in range(bisect_left(heights, low), bisect_left(heights, high)):
                    for one, other in find_crossings(i, j, corners, heights[place]):
                        links[place].setdefault(one, []).append(other)
                        links[place].setdefault(other, []).append(one)
    for place, level in enumerate(heights):
        for line in walk_lines(links[place]):
            yield place, [locate_crossing(grid, side, level) for side in line]


def find_crossings(i: int, j: int, corners: Sequence[float], level: float) -> list[tuple[Side, Side]]:
    """Return the pairs of sides of one cell that a contour connects."""
    sides = ((i, j, 0), (i + 1, j, 1), (i, j + 1, 0), (i, j, 1))
    above = [corner > level for corner in corners]
    crossed = [side for side in range(4) if above[side] != above[(side + 1) % 4]]
    if len(crossed) == 4:
        # The mean is rounded once: what ``sum`` gives depends on the version of Python, and a page must not.
        turn = (math.fsum(corner / 4 for corner in corners) > level) == above[0]
        crossed = [crossed[place] for place in ((0, 1, 2, 3) if turn else (3, 0, 1, 2))]
    return [(sides[one], sides[other]) for one, other in zip(crossed[::2], crossed[1::2], strict=True)]


def locate_crossing(grid: Grid, side: Side, level: float) -> Place:
    i, j, along_y = side
    start, end = grid[j][i], grid[j + along_y][i + 1 - along_y]
    share = 0.5 if end == start else (level - start) / (end - start)
    return (i, j + share) if along_y else (i + share, j)


def walk_lines(links: dict[Side, list[Side]]) -> Iterator[list[Side]]:
    """Yield the lines that the links form: open ones from their ends first, then the closed ones."""
    for start in [side for side, others in links.items() if len(others) == 1] + list(links):
        line = [start]
        while others := links.get(line[-1]):
            following = others.pop()
            links[following].remove(line[-1])
            line.append(following)
        if len(line) > 1:
            yield line
