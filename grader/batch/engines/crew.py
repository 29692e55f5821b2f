"""The workers of a batch: each is a process with a line of its own to the one that leads, so that one can be killed.

A worker that dies, at whatever moment, is seen to be dead at once, and takes along nothing that another one needs:
there is no queue and no lock between them. (Pools that share these lose a task, or wait for a lock that is never given
back, when a worker is killed while it hands something over.) A worker whose time is up is killed; a sign of
life gives it more.

A worker is given its next order while it still works on the one before, so that it never waits; only the first of them
is lost when it dies.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess, parent_process
from multiprocessing.reduction import ForkingPickler
from threading import Thread
from time import monotonic
from typing import Any, Generic, TypeVar

from grader.errors import GraderError

__all__ = ["START_S", "Crew", "Order", "Report"]

Result = TypeVar("Result")
START_S = 60.0  # that a worker may take until it is ready, and to wait for the disk
AHEAD = 2  # orders that a worker has at once
MAX_AHEAD_BYTES = 32_000  # beyond it an order would not fit into the line while nobody reads
MOST_FAILED_STARTS = 5


@dataclass(frozen=True, kw_only=True)
class Order(Generic[Result]):
    """A call that a worker is to make."""

    function: Callable[..., Result]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Report(Generic[Result]):
    """What came of an order: None where the worker died of it, was too slow, or could not tell."""

    order: Order[Result]
    result: Result | None


@dataclass(eq=False)
class Hand:
    """A worker as its leader sees it, with the orders that it has."""

    process: BaseProcess
    line: Connection
    deadline: float
    is_ready: bool = False
    orders: deque[Order[Any]] = field(default_factory=deque)

    def give(self, order: Order[Any], data: bytes, seconds: float) -> None:
        """Hand over an order; one that is dead is found out later."""
        self.orders.append(order)
        if len(self.orders) == 1 and self.is_ready:
            self.deadline = monotonic() + seconds
        with suppress(OSError):
            self.line.send_bytes(data)

    def dismiss(self) -> None:
        """End the process, whatever it is at."""
        self.line.close()
        self.process.kill()
        self.process.join()
        self.process.close()


class Crew:
    """``count`` workers, in each of which ``begin`` is called: with what takes signs of life, and its arguments.

    ``seconds`` is how long an order may take until the first of these, or until it is done.
    """

    def __init__(
        self, count: int, context: BaseContext, begin: Callable[..., None], arguments: tuple[Any, ...], seconds: float
    ) -> None:
        self.count, self.context, self.begin, self.arguments, self.seconds = count, context, begin, arguments, seconds
        self.hands: list[Hand] = []
        self.failed_starts = 0

    def close(self) -> None:
        """Send everybody home."""
        while self.hands:
            self.hands.pop().dismiss()

    def reports(self, orders: Iterator[Order[Result]]) -> Generator[Report[Result]]:
        """Yield what came of each order, as it is ready; no more is asked of ``orders`` than there is work for."""
        again = deque[Order[Result]]()
        while True:
            self.share_out(orders, again)
            if not any(hand.orders for hand in self.hands):
                return
            for hand in self.next_ones():
                yield from self.heard(hand, again)

    def share_out(self, orders: Iterator[Order[Any]], again: "deque[Order[Any]]") -> None:
        """Give everybody something to do: first those who have nothing."""
        for ahead in range(AHEAD):
            for number in range(self.count):
                if number < len(self.hands) and len(self.hands[number].orders) > ahead:
                    continue
                order = again.popleft() if again else next(orders, None)
                if order is None:
                    return
                if number >= len(self.hands):
                    with deaf():
                        self.hands.append(self.hired())
                data = bytes(ForkingPickler.dumps((order.function, order.arguments)))
                if self.hands[number].orders and len(data) > MAX_AHEAD_BYTES:
                    again.appendleft(order)
                    return
                self.hands[number].give(order, data, self.seconds)

    def hired(self) -> Hand:
        """Return a new worker."""
        if self.failed_starts >= MOST_FAILED_STARTS:
            raise RuntimeError("workers die before they have begun")
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=serve, args=(theirs, self.begin, self.arguments))  # type: ignore[attr-defined]
        process.start()
        theirs.close()
        return Hand(process=process, line=ours, deadline=monotonic() + START_S)

    def next_ones(self) -> list[Hand]:
        """Wait until somebody has something to say, is dead, or too slow; return those."""
        busy = {hand.line: hand for hand in self.hands if hand.orders}
        left = min(hand.deadline for hand in busy.values()) - monotonic()
        ready = [busy[line] for line in wait(list(busy), max(left, 0)) if isinstance(line, Connection)]
        late = [hand for hand in busy.values() if hand.deadline <= monotonic() and hand not in ready]
        return ready + late

    def heard(self, hand: Hand, again: "deque[Order[Any]]") -> Iterator[Report[Any]]:
        """Yield what a worker has to say; where that is nothing, its first order is lost, and it is replaced."""
        try:
            said = hand.line.recv() if hand.line.poll() else None
        except (EOFError, OSError):
            said = None
        if isinstance(said, float):  # a sign of life, and how long it will be until the next
            hand.is_ready, hand.deadline, self.failed_starts = True, monotonic() + said, 0
            return
        if said is not None:
            hand.deadline = monotonic() + self.seconds
            yield Report(order=hand.orders.popleft(), result=good(said))
            return
        self.hands.remove(hand)
        hand.dismiss()
        lost = hand.orders.popleft() if hand.is_ready else None
        self.failed_starts += not hand.is_ready
        again.extendleft(reversed(hand.orders))
        if lost is not None:
            yield Report(order=lost, result=None)


def good(said: Any) -> Any:
    """Return the result that a worker told; a complaint, such as of a full disk, is everybody's."""
    result, error = said
    if error is not None:
        raise error
    return result


def serve(line: Connection, begin: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Be a worker: follow orders until there is nobody who gives any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=leave_with, args=(parent_process(),), daemon=True).start()
    begin(line.send, *arguments)
    with suppress(EOFError, ConnectionError):
        while True:
            function, given = line.recv()
            line.send(followed(function, given))


def followed(function: Callable[..., Any], given: Sequence[Any]) -> tuple[Any, GraderError | None]:
    """Return what a call returns, or the complaint that it raises; whatever else it raises is the end of a worker."""
    try:
        return function(*given), None
    except GraderError as error:
        return None, error
    except BaseException:  # the boundary: what a plug-in exits with, too, costs no more than a killed worker
        os._exit(1)


def leave_with(leader: BaseProcess | None) -> None:
    """End this process when the one that leads it has ended, however that was."""
    if leader is not None:
        wait([leader.sentinel])
        os._exit(1)


@contextmanager
def deaf() -> Iterator[None]:
    """Put off Ctrl-C while processes are made: they inherit that they never hear it, from their first moment on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which would end the putting off if it were started later
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
