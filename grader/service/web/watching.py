"""How the service is watched: a number for each request, what is logged of it, and how many there were.

Neither logs nor counts hold addresses, for links in them are secrets, nor names: only the pattern of the route.
"""

import logging
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from secrets import token_hex
from threading import Lock

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from grader.service.logs import NUMBER

__all__ = ["Meter", "Watch"]

BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
UNLOGGED = ("/static/{name}", "/healthz", "/readyz", "/metrics")  # asked for all the time, and worth no line
log = logging.getLogger("grader.requests")


class Meter:
    """Counts requests by route and status, and how long they took, in this process."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, int]] = Counter()
        self.buckets: defaultdict[str, list[int]] = defaultdict(lambda: [0] * (len(BOUNDS_S) + 1))
        self.seconds: Counter[str] = Counter()
        self.lock = Lock()

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        with self.lock:
            self.counts[method, route, status] += 1
            self.buckets[route][bisect_left(BOUNDS_S, seconds)] += 1
            self.seconds[route] += seconds  # type: ignore[assignment]

    def list_lines(self) -> Iterator[str]:
        """Go through the lines that say so, in the text format of Prometheus."""
        with self.lock:
            counts, seconds = dict(self.counts), dict(self.seconds)
            buckets = {route: list(found) for route, found in self.buckets.items()}
        yield "# TYPE grader_requests_total counter"
        for (method, route, status), count in sorted(counts.items()):
            yield f'grader_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}'
        yield "# TYPE grader_request_seconds histogram"
        for route, found in sorted(buckets.items()):
            total = 0
            for bound, count in zip([*map(str, BOUNDS_S), "+Inf"], found, strict=True):
                total += count
                yield f'grader_request_seconds_bucket{{route="{route}",le="{bound}"}} {total}'
            yield f'grader_request_seconds_sum{{route="{route}"}} {seconds[route]:.6f}'
            yield f'grader_request_seconds_count{{route="{route}"}} {total}'


class Watch:
    """Gives each request a number, and notes how it ended."""

    def __init__(self, app: ASGIApp, meter: Meter) -> None:
        self.app, self.meter = app, meter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number, start, status = token_hex(6), time.perf_counter(), 500
        scope.setdefault("state", {})["number"] = number
        NUMBER.set(number)

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", number.encode())]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            seconds, method = time.perf_counter() - start, str(scope["method"])[:10]
            route = getattr(scope.get("route"), "path", "")
            self.meter.note(method if method.isalpha() else "", route, status, seconds)
            if route not in UNLOGGED:
                known = {"method": method, "route": route, "status": status, "milliseconds": round(1000 * seconds, 1)}
                log.info("request", extra={"known": known})
