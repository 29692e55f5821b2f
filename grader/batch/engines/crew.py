"""The workers of a batch: each is a process with its own connection to the leader, so that it can be killed.

The leader sees at once when a worker dies, and a dead worker harms no other: they share no queue and no lock. (A pool
that shares these loses a task, or waits for a lock that is never released, when a worker is killed in the middle of a
message.) A worker whose time is up is killed; a sign of life gives it more time.

A worker gets its next order while it still works on the one before, so it never waits. If it dies, only the first of
these orders is lost.
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
START_S = 60.0  # time for a worker to get ready, and to wait for the disk
AHEAD = 2  # orders that a worker has at once: one to work on, one waiting
MAX_AHEAD_BYTES = 32_000  # a larger order would not fit into the pipe while the worker is not reading
MOST_FAILED_STARTS = 5  # in a row; then something is wrong with this machine


@dataclass(frozen=True, kw_only=True)
class Order(Generic[Result]):
    """A function call that a worker is to make."""

    function: Callable[..., Result]
    arguments: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Report(Generic[Result]):
    """The result of an order; None if the worker died of it, was too slow (``is_late``), or could not send it."""

    order: Order[Result]
    result: Result | None
    is_late: bool = False


@dataclass(eq=False)
class Hand:
    """A worker as its leader sees it, with the orders that it has."""

    process: BaseProcess
    line: Connection
    deadline: float
    is_ready: bool = False
    orders: deque[Order[Any]] = field(default_factory=deque)

    def give(self, order: Order[Any], data: bytes, seconds: float) -> None:
        """Send an order. If the worker is dead, that is noticed later."""
        self.orders.append(order)
        if len(self.orders) == 1 and self.is_ready:
            self.deadline = monotonic() + seconds
        with suppress(OSError):
            self.line.send_bytes(data)

    def kill(self) -> None:
        """Kill the process, whatever it is doing."""
        self.line.close()
        self.process.kill()
        self.process.join()
        self.process.close()


class Crew:
    """``count`` workers. Each calls ``begin`` with a function that sends signs of life, and with ``arguments``.

    ``seconds`` is how long an order may take until its first sign of life, or until it is done.
    """

    def __init__(
        self, count: int, context: BaseContext, begin: Callable[..., None], arguments: tuple[Any, ...], seconds: float
    ) -> None:
        self.count, self.context, self.begin, self.arguments, self.seconds = count, context, begin, arguments, seconds
        self.hands: list[Hand] = []
        self.failed_starts = 0

    def close(self) -> None:
        """Kill all workers."""
        while self.hands:
            self.hands.pop().kill()

    def reports(self, orders: Iterator[Order[Result]]) -> Generator[Report[Result]]:
        """Yield the result of each order as soon as it is ready; take from ``orders`` only what can be started."""
        again = deque[Order[Result]]()
        while True:
            self.share_out(orders, again)
            if not any(hand.orders for hand in self.hands):
                return
            for hand in self.wait_for_some():
                yield from self.receive(hand, again)

    def share_out(self, orders: Iterator[Order[Any]], again: "deque[Order[Any]]") -> None:
        """Give orders to the workers, first to those who have none."""
        for ahead in range(AHEAD):
            for number in range(self.count):
                if number < len(self.hands) and len(self.hands[number].orders) > ahead:
                    continue
                order = again.popleft() if again else next(orders, None)
                if order is None:
                    return
                if number >= len(self.hands):
                    with block_interrupts():
                        self.hands.append(self.start_worker())
                data = bytes(ForkingPickler.dumps((order.function, order.arguments)))
                if self.hands[number].orders and len(data) > MAX_AHEAD_BYTES:
                    again.appendleft(order)
                    return
                self.hands[number].give(order, data, self.seconds)

    def start_worker(self) -> Hand:
        if self.failed_starts >= MOST_FAILED_STARTS:
            raise RuntimeError("workers die before they have begun")
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=follow_orders, args=(theirs, self.begin, self.arguments))  # type: ignore[attr-defined]
        process.start()
        theirs.close()
        return Hand(process=process, line=ours, deadline=monotonic() + START_S)

    def wait_for_some(self) -> list[Hand]:
        """Wait until some workers have sent something, have died or are too slow; return these."""
        busy = {hand.line: hand for hand in self.hands if hand.orders}
        left = min(hand.deadline for hand in busy.values()) - monotonic()
        ready = [busy[line] for line in wait(list(busy), max(left, 0)) if isinstance(line, Connection)]
        late = [hand for hand in busy.values() if hand.deadline <= monotonic() and hand not in ready]
        return ready + late

    def receive(self, hand: Hand, again: "deque[Order[Any]]") -> Iterator[Report[Any]]:
        """Yield what a worker sent. If it sent nothing, its first order is lost, and it is replaced."""
        try:
            said = hand.line.recv() if hand.line.poll() else None
        except (EOFError, OSError):
            said = None
        if isinstance(said, float):  # a sign of life: the seconds until the next one
            hand.is_ready, hand.deadline, self.failed_starts = True, monotonic() + said, 0
            return
        if said is not None:
            hand.deadline = monotonic() + self.seconds
            yield Report(order=hand.orders.popleft(), result=unwrap_result(said))
            return
        self.hands.remove(hand)
        is_late = hand.deadline <= monotonic()
        hand.kill()
        lost = hand.orders.popleft() if hand.is_ready else None
        self.failed_starts += not hand.is_ready
        again.extendleft(reversed(hand.orders))
        if lost is not None:
            yield Report(order=lost, result=None, is_late=is_late)


def unwrap_result(said: Any) -> Any:
    """Return the result that a worker sent. An error with a message for people, such as a full disk, ends the batch."""
    result, error = said
    if error is not None:
        raise error
    return result


def follow_orders(line: Connection, begin: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Be a worker: follow orders until the connection closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=exit_with_leader, args=(parent_process(),), daemon=True).start()
    begin(line.send, *arguments)
    with suppress(EOFError, ConnectionError):
        while True:
            function, given = line.recv()
            line.send(follow_order(function, given))


def follow_order(function: Callable[..., Any], given: Sequence[Any]) -> tuple[Any, GraderError | None]:
    """Return what a call returns, or the GraderError that it raises; anything else that it raises kills the worker."""
    try:
        return function(*given), None
    except GraderError as error:
        return None, error
    except BaseException:  # the boundary: a plug-in that exits costs no more than a killed worker
        os._exit(1)


def exit_with_leader(leader: BaseProcess | None) -> None:
    """End this process when its leader has ended, for whatever reason."""
    if leader is not None:
        wait([leader.sentinel])
        os._exit(1)


@contextmanager
def block_interrupts() -> Iterator[None]:
    """Block Ctrl-C while processes are started: they inherit the block, so they ignore it from the first moment on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # started later, it would unblock the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
