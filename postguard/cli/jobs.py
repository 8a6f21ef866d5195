"""A batch on several cores: chunks of drafts go to worker processes, reports come back in order.

Workers get the path of the configuration and build the same linter from it; only drafts and reports travel. A bounded number
of chunks is under way, so that memory does not grow with the batch.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from postguard.cli.inputs import Item
from postguard.linter import Linter
from postguard.report import Report

CHUNK = 200
_linter: Linter | None = None  # one per worker process, set by its initializer


def _start(config: Path | None, only: tuple[str, ...], digest: str) -> None:
    global _linter  # noqa: PLW0603 - a process pool offers no other place for state of a worker
    _linter = Linter.load(config=config, only=only)
    if _linter.ruleset.digest != digest:
        raise RuntimeError("the rules changed while the batch was running")


def _check(items: list[Item], ui: str | None) -> list[Report | None]:
    assert _linter is not None
    return [_linter.check(item.draft, ui=ui) if item.draft is not None else None for item in items]


def check_in_processes(
    items: Iterable[Item], linter: Linter, jobs: int, config: Path | None, only: tuple[str, ...], ui: str | None
) -> Iterator[tuple[Item, Report | None]]:
    """Reports in the order of the drafts. Raises what a worker raises."""
    source = iter(items)
    waiting: deque[tuple[list[Item], Future[list[Report | None]]]] = deque()
    with ProcessPoolExecutor(jobs, initializer=_start, initargs=(config, only, linter.ruleset.digest)) as pool:
        while True:
            while len(waiting) < jobs * 2 and (chunk := list(islice(source, CHUNK))):
                waiting.append((chunk, pool.submit(_check, chunk, ui)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            yield from zip(chunk, future.result(), strict=True)
