"""What a check costs: cold start, posts per second, cost against the number of terms and rules, loading, memory.

    python benchmarks/speed.py [FILE...] [--parts cold,posts,terms,rules,load,memory] [--repeat 9] [--json out.json]

FILE: further posts as lines of JSON. Starts are wall-clock times of whole processes, run in turn with `import spacy` so that
a busy machine slows all of them, and told as a ratio to it. Costs per post are processor time of one process. Every
figure is the median of --repeat rounds.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from drafts import CannotMeasure, table, write_json
from workloads import linter_with_copies, linter_with_names, mixed_drafts, with_mentions, write_lines

from postguard import Draft, Linter, PostguardError

TEXT = "Our spring catalogue is printed. Thank you to the whole team in Leeds, you did wonders with forty pages."
PASSES = 5  # over all posts in one round
LOADING = """
import sys, time
start = time.perf_counter()
from postguard.linter import Linter
imported = time.perf_counter()
Linter.load(config=sys.argv[1] or None)
print(imported - start, time.perf_counter() - imported)
"""
# A process of its own, since the peak of children never falls again and a big parent would count for its child.
PEAK = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@dataclass(frozen=True)
class Task:
    """What is to be measured."""

    files: tuple[Path, ...]
    config: Path | None
    repeat: int
    terms: tuple[int, ...]
    copies: tuple[int, ...]
    lines: tuple[int, ...]
    folder: Path

    @property
    def drafts(self) -> list[Draft]:
        return mixed_drafts(self.files)

    def command(self, *arguments: str) -> list[str]:
        """The postguard beside this Python, with the configuration."""
        script = Path(sys.executable).with_name("postguard")
        start = [str(script)] if script.is_file() else [sys.executable, "-m", "postguard"]
        config = ["--config", str(self.config.resolve())] if self.config and arguments[0] == "check" else []
        return [*start, *arguments, *config]

    def fresh(self, name: str) -> Path:
        """A new folder."""
        return Path(tempfile.mkdtemp(prefix=name, dir=self.folder))

    def run(self, command: Sequence[str], cache: Path) -> str:
        """Run in an empty folder with that cache; 0 and 1 are answers of a check, anything else is none."""
        done = subprocess.run(
            command,
            env={**os.environ, "XDG_CACHE_HOME": str(cache)},
            cwd=self.fresh("empty"),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 1) or "Traceback" in done.stderr:
            raise CannotMeasure(f"{' '.join(command)[:120]} ended with {done.returncode}: {done.stderr[-400:]}")
        return done.stdout


def cold(task: Task) -> dict[str, Any]:
    """Seconds from the start of a process to its end, and the ratios to that of `import spacy`."""
    warm = task.fresh("cache")
    check = task.command("check", "-t", TEXT)
    commands: dict[str, tuple[list[str], Callable[[], Path]]] = {
        "python -c 'import spacy'": ([sys.executable, "-c", "import spacy"], lambda: warm),
        "python -c pass": ([sys.executable, "-c", "pass"], lambda: warm),
        "postguard --help": (task.command("--help"), lambda: warm),
        "postguard check -t": (check, lambda: warm),
        "postguard check -t, first run (no cache)": (check, lambda: task.fresh("cache")),
    }
    for command, cache in commands.values():  # the operating system's file cache is to be warm for all of them
        task.run(command, cache())
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(task.repeat):
        for name, (command, cache) in commands.items():
            folder = cache()
            start = time.perf_counter()
            task.run(command, folder)
            seconds[name].append(time.perf_counter() - start)
    base = median(seconds["python -c 'import spacy'"])
    return {name: {"seconds": median(found), "ratio": median(found) / base} for name, found in seconds.items()}


def cost(linters: Mapping[str, Linter], drafts: Sequence[Draft], repeat: int) -> dict[str, float]:
    """Processor seconds per post of several linters, in turn, after a pass that loads what is loaded late."""
    for linter in linters.values():
        _pass(linter, drafts)
    seconds: dict[str, list[float]] = {name: [] for name in linters}
    for _ in range(repeat):
        for name, linter in linters.items():
            start = time.process_time()
            for _ in range(PASSES):
                _pass(linter, drafts)
            seconds[name].append((time.process_time() - start) / (PASSES * len(drafts)))
    return {name: median(found) for name, found in seconds.items()}


def _pass(linter: Linter, drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        linter.check(draft)


def posts(task: Task) -> dict[str, Any]:
    """Posts per second in one process: rules of words and patterns alone, and all rules."""
    every = Linter.load(config=task.config)
    kinds = ("terms", "pattern")
    chosen = frozenset(number for number, rule in enumerate(every.ruleset.rules) if rule.kind in kinds)
    some = Linter(replace(every.ruleset, chosen=chosen), every.settings)
    linters = {"terms and pattern": some, "all rules": every}
    drafts = task.drafts
    return {
        name: {
            "rules": len(linters[name].ruleset.chosen),
            "microseconds": 1e6 * seconds,
            "per_second": 1 / seconds,
            "characters": sum(len(draft.text) for draft in drafts) / len(drafts),
        }
        for name, seconds in cost(linters, drafts, task.repeat).items()
    }


def terms(task: Task) -> dict[str, Any]:
    """Cost per post with more and more code names, as a ratio to the smallest number of them."""
    linters = {str(number): linter_with_names(task.config, task.folder, number) for number in task.terms}
    return _ratios(cost(linters, with_mentions(task.drafts), task.repeat))


def rules(task: Task) -> dict[str, Any]:
    """Cost per post with each rule once, twice and so on, as a ratio to once."""
    linters = {f"{times}x": linter_with_copies(task.config, task.folder, times) for times in task.copies}
    counts = {name: {"rules": len(linter.ruleset.rules)} for name, linter in linters.items()}
    found = _ratios(cost(linters, task.drafts, task.repeat))
    return {name: counts[name] | value for name, value in found.items()}


def _ratios(found: Mapping[str, float]) -> dict[str, Any]:
    first = next(iter(found.values()))
    return {name: {"microseconds": 1e6 * one, "ratio": one / first} for name, one in found.items()}


def load(task: Task) -> dict[str, Any]:
    """Seconds to load the rules in a fresh process, without and with what the first run left in the cache."""
    config = str(task.config.resolve()) if task.config else ""
    command = [sys.executable, "-c", LOADING, config]
    warm = task.fresh("cache")
    task.run(command, warm)
    found: dict[str, list[list[float]]] = {"cached": [], "not cached": []}
    for _ in range(task.repeat):
        for name, cache in (("cached", warm), ("not cached", task.fresh("cache"))):
            found[name].append(list(map(float, task.run(command, cache).split())))
    return {
        name: {"import_seconds": median(one[0] for one in both), "load_seconds": median(one[1] for one in both)}
        for name, both in found.items()
    }


def memory(task: Task) -> dict[str, Any]:
    """Peak memory of one check and of long files, in MiB, as a ratio to the shortest file."""
    warm = task.fresh("cache")
    check = task.command("check", "-t", TEXT)
    task.run(check, warm)
    found = {"check -t": _peak(task, check, warm)}
    for number in task.lines:
        file = task.folder / f"{number}.jsonl"
        write_lines(task.drafts, number, file)
        found[f"{number} lines"] = _peak(task, task.command("check", str(file), "--format", "jsonl"), warm)
    first = found[f"{task.lines[0]} lines"]
    return {name: {"mebibytes": peak, "ratio": peak / first} for name, peak in found.items()}


def _peak(task: Task, command: list[str], cache: Path) -> float:
    code, peak = map(int, task.run([sys.executable, "-c", PEAK, *command], cache).split())
    if code not in (0, 1):
        raise CannotMeasure(f"{' '.join(command)[:120]} ended with {code}")
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


PARTS: dict[str, Callable[[Task], dict[str, Any]]] = {
    "cold": cold,
    "posts": posts,
    "terms": terms,
    "rules": rules,
    "load": load,
    "memory": memory,
}


def targets(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was promised, what came out, and whether that is kept."""
    judged = []

    def judge(part: str, name: str, value: Callable[[Any], float], limit: float, *, at_least: bool = False) -> None:
        if part in found:
            measured = value(found[part])
            kept = measured >= limit if at_least else measured <= limit
            judged.append({"target": name, "limit": limit, "measured": measured, "kept": kept})

    judge("cold", "cold check / import spacy, at most", lambda one: one["postguard check -t"]["ratio"], 0.5)
    judge(
        "posts", "posts per second, at least", lambda one: one["terms and pattern"]["per_second"], 5000, at_least=True
    )
    judge("terms", "cost with most / fewest terms, at most", lambda one: _last(one)["ratio"], 1.5)
    judge("load", "seconds to load the rules, at most", lambda one: one["cached"]["load_seconds"], 0.15)
    judge("memory", "memory of longest / shortest file, at most", lambda one: _last(one)["ratio"], 1.2)
    return judged


def _last(found: Mapping[str, Any]) -> Any:
    return list(found.values())[-1]


def part_as_text(part: str, rows: Mapping[str, Mapping[str, float]]) -> str:
    """One part as a table."""
    heads = list(next(iter(rows.values())))
    return table([part, *heads], ([name, *(f"{row[head]:,.4g}" for head in heads)] for name, row in rows.items()))


def targets_as_text(judged: Sequence[Mapping[str, Any]]) -> str:
    """The targets as a table."""
    rows = (
        [one["target"], one["limit"], f"{one['measured']:,.4g}", "pass" if one["kept"] else "FAIL"] for one in judged
    )
    return table(["target", "limit", "measured", ""], rows)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--parts", default=",".join(PARTS), help="which to measure (default: all)")
    parser.add_argument("--repeat", type=int, default=9, help="rounds (default: 9)")
    parser.add_argument("--config", type=Path, help="a postguard.yaml (default: the shipped rules)")
    parser.add_argument(
        "--terms", type=_numbers, default=(100, 1000, 10_000), metavar="N,N", help="numbers of code names"
    )
    parser.add_argument("--copies", type=_numbers, default=(1, 2, 4), metavar="N,N", help="how often each rule")
    parser.add_argument("--lines", type=_numbers, default=(20_000, 100_000), metavar="N,N", help="lengths of files")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write all figures there")
    given = parser.parse_args(arguments)
    parts = given.parts.split(",")
    if unknown := set(parts) - set(PARTS):
        parser.error(f"unknown parts {', '.join(sorted(unknown))}; known: {', '.join(PARTS)}")
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="postguard-speed-") as folder:
        sizes = (given.terms, given.copies, given.lines)
        # Rule sets made up for measuring are not to fill the user's own cache.
        os.environ["XDG_CACHE_HOME"] = folder
        task = Task(tuple(given.files), given.config, given.repeat, *sizes, Path(folder))
        try:
            for part in parts:
                found[part] = PARTS[part](task)
                print(part_as_text(part, found[part]), flush=True)
        except PostguardError as error:
            print(error, file=sys.stderr)
            return error.exit_code
    judged = targets(found)
    print(targets_as_text(judged), end="")
    machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    write_json(given.json, {"machine": machine, **found, "targets": judged})
    return 0


if __name__ == "__main__":
    sys.exit(main())
