"""Timing and memory for the benchmarks. Figures are printed, never tested."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block took and the highest memory of the process so far."""
    begun = time.perf_counter()
    yield
    print(f"{what:<58} {time.perf_counter() - begun:10.3f} s   peak {peak():,.0f} MB", flush=True)


def median_ms(work: Callable[[], object], times: int = 20, *, warm: int = 2) -> float:
    """Give the median of several runs in milliseconds, after a few that are not counted."""
    for _ in range(warm):
        work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def figure(what: str, value: float, unit: str = "ms") -> None:
    """Print one figure."""
    print(f"{what:<58} {value:10.3f} {unit}", flush=True)


def peak() -> float:
    """The highest memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
