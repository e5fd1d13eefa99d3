"""The time that a solve may take: its limit, and whether somebody asks it to stop."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from ortools.sat.python import cp_model

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)
ASK_EVERY = 0.2  # seconds between two questions whether to stop


class Clock:
    """Runs CP-SAT solves so that all end at the limit, or soon after `should_stop` says so.

    A thread asks, as a solve that finds nothing new would never ask by itself.
    """

    def __init__(self, limit: float, should_stop: Callable[[], bool] | None = None) -> None:
        self.began = time.monotonic()
        self.limit = limit
        self.should_stop = should_stop
        self.stopped = threading.Event()
        self.ended = threading.Event()
        self.lock = threading.Lock()
        self.running: set[cp_model.CpSolver] = set()
        self.watcher = threading.Thread(target=self.stop_when_due, daemon=True)

    def __enter__(self) -> Self:
        self.watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.ended.set()
        self.watcher.join()

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds until the limit."""
        return max(0.0, self.limit - self.seconds)

    @property
    def over(self) -> bool:
        return self.stopped.is_set() or self.seconds >= self.limit

    def stop_when_due(self) -> None:
        """Ask until the end, and stop whatever is running at a yes or at the limit."""
        while not self.ended.wait(ASK_EVERY):
            if self.seconds >= self.limit or (self.should_stop and self.should_stop()):
                self.stopped.set()
            if self.stopped.is_set():
                with self.lock:
                    for solver in self.running:
                        solver.stop_search()

    def solve(
        self,
        solver: cp_model.CpSolver,
        model: cp_model.CpModel,
        callback: cp_model.CpSolverSolutionCallback | None = None,
    ) -> cp_model.CpSolverStatus:
        """Solve within the time left; UNKNOWN where there is none."""
        if self.over:
            return cp_model.UNKNOWN
        solver.parameters.max_time_in_seconds = self.left
        with self.lock:
            self.running.add(solver)
        try:
            return solver.solve(model, callback)
        finally:
            with self.lock:
                self.running.discard(solver)
