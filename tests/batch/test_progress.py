"""A bar on a terminal, lines elsewhere, nothing with --quiet; the test has its own clock."""

import io
from collections.abc import Iterator
from itertools import count

import pytest

from grader.batch.progress import Display, Progress, choose_display


class Stream(io.StringIO):
    """A stream that says whether it is a terminal."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal


def ticking(seconds: float) -> Iterator[float]:
    """Yield the time of a clock that is read every so many seconds."""
    return (number * seconds for number in count())


def shown(display: Display, total: int, seconds: float, steps: int | None = None, columns: int = 100) -> str:
    """Return what is written while a batch runs, in which each submission takes so many seconds."""
    stream, clock = io.StringIO(), ticking(seconds)
    with Progress(stream, display, clock=lambda: next(clock), columns=lambda: columns) as progress:
        progress.begin(total)
        for _ in range(total if steps is None else steps):
            progress.step()
    return stream.getvalue()


def test_lines_come_every_ten_seconds() -> None:
    assert shown(Display.LINES, total=10, seconds=4) == (
        "3 of 10 graded, 0.2 a second, 28 s left\n"
        "6 of 10 graded, 0.2 a second, 16 s left\n"
        "9 of 10 graded, 0.2 a second, 4 s left\n"
    )  # fmt: skip


def test_bar_is_drawn_over_and_taken_away() -> None:
    written = shown(Display.BAR, total=4, seconds=0.3)
    frames = written.split("\r")
    assert frames[:4] == [
        "",
        "[###############---------------] 2 of 4 graded, 3.3 a second, 1 s left",
        "[######################--------] 3 of 4 graded, 3.3 a second, 0 s left",
        "[##############################] 4 of 4 graded, 3.3 a second          ",
    ]
    assert (frames[4].strip(" "), len(frames[4]) >= len(frames[3].rstrip()), frames[5]) == ("", True, "")
    assert "\n" not in written


def test_bar_is_taken_away_when_the_batch_is_stopped() -> None:
    stream, clock = io.StringIO(), ticking(1)
    with pytest.raises(KeyboardInterrupt), Progress(stream, Display.BAR, clock=lambda: next(clock)) as progress:
        progress.begin(9)
        progress.step()
        raise KeyboardInterrupt
    assert stream.getvalue().endswith(" \r")


def test_bar_fits_a_narrow_terminal() -> None:
    frames = shown(Display.BAR, total=3, seconds=1, columns=20).split("\r")
    assert {len(frame) for frame in frames if frame} == {19}


def test_what_is_over_in_a_moment_shows_nothing() -> None:
    assert shown(Display.BAR, total=10, seconds=0.04) == ""
    assert shown(Display.LINES, total=10, seconds=0.9) == ""
    assert shown(Display.NOTHING, total=10, seconds=1000) == ""


def test_bar_is_not_drawn_more_often_than_ten_times_a_second() -> None:
    assert 50 <= shown(Display.BAR, total=10_000, seconds=0.001).count("graded") <= 100


def test_rate_and_time_left_follow_what_is_done() -> None:
    assert (
        shown(Display.LINES, total=100_000, seconds=0.5, steps=20)
        == "20 of 100,000 graded, 2.0 a second, 13 h 53 min left\n"
    )


@pytest.mark.parametrize(
    ("is_terminal", "is_quiet", "term", "display"),
    [
        (True, False, "xterm", Display.BAR),
        (True, False, "dumb", Display.LINES),
        (False, False, "xterm", Display.LINES),
        (True, True, "xterm", Display.NOTHING),
        (False, True, "xterm", Display.NOTHING),
    ],
)
def test_display_is_chosen_by_the_stream(
    monkeypatch: pytest.MonkeyPatch, is_terminal: bool, is_quiet: bool, term: str, display: Display
) -> None:
    monkeypatch.setenv("TERM", term)
    assert choose_display(Stream(is_terminal), is_quiet=is_quiet) is display


def test_stream_that_takes_no_more_stops_nothing() -> None:
    stream, clock = io.StringIO(), ticking(20)
    stream.close()
    with Progress(stream, Display.LINES, clock=lambda: next(clock)) as progress:
        progress.begin(2)
        progress.step()
    assert progress.done == 1
