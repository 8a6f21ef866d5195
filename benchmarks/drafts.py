"""Posts and labelled drafts as lines of JSON, and what a linter answers to them.

Only text, channel, author and lang ever reach the linter: `Post.draft` is the one place that makes a Draft, and a Post
holds nothing else that could tell the answer.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from postguard import Draft, Finding, Linter, PostguardError

KINDS = ("violation", "twin", "evasion", "clean")
VERDICTS = ("pass", "advise", "review", "block")


class CannotMeasure(PostguardError):
    """A file that cannot be measured with; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post and where it stands (`place` is file:line, unique within a run)."""

    place: str
    id: str
    text: str
    lang: str | None = None
    channel: str | None = None
    author: str | None = None

    def draft(self) -> Draft:
        """What the linter sees."""
        return Draft(text=self.text, channel=self.channel, author=self.author, lang=self.lang)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A post with what should be said about it. `pair` holds the file too, so that pairs of two files stay apart."""

    post: Post
    expect: tuple[str, ...]
    kind: str
    pair: tuple[str, str] | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a linter said about one post. `skipped` are the rules that could not run, `score` is that of the report (0 to 100)."""

    categories: frozenset[str]
    verdict: str
    findings: tuple[Finding, ...] = ()
    skipped: tuple[str, ...] = ()
    score: int = 0


def short_name(file: Path) -> str:
    """Folder and name of a file: enough to know the set, nothing about the machine."""
    return "/".join(file.resolve().parts[-2:])


def short_names(files: Iterable[Path]) -> str:
    """The sets, as few words as possible: several files of a folder by its name."""
    folders: dict[str, list[Path]] = {}
    for file in files:
        folders.setdefault(file.resolve().parent.name, []).append(file)
    return ", ".join(
        f"{folder} ({len(found)} files)" if len(found) > 3 else ", ".join(map(short_name, found))
        for folder, found in folders.items()
    )


def records(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(file:line, object) of a .jsonl or .jsonl.gz file. Raises CannotMeasure."""
    try:
        with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield f"{file}:{number}", _object(f"{file}:{number}", line)
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise CannotMeasure(f"{file}: cannot be read: {error}") from None


def _object(place: str, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise CannotMeasure(f"{place}: not JSON: {error}") from None
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise CannotMeasure(f"{place}: expected an object with a 'text'")
    return record


def read_posts(file: Path, **defaults: str | None) -> list[Post]:
    """The posts of a file; `defaults` fill in lang, channel and author where a line leaves them out."""
    return [_post(place, record, defaults) for place, record in records(file)]


def _post(place: str, record: dict[str, Any], defaults: dict[str, str | None]) -> Post:
    known = {key: record.get(key) or defaults.get(key) for key in ("lang", "channel", "author")}
    return Post(place, str(record.get("id") or place), record["text"], **known)


def read_labelled(file: Path) -> list[Labelled]:
    """The labelled drafts of a file. `kind`, `pair` and `verdict` may be missing. Raises CannotMeasure."""
    return [_labelled(place, record, str(file)) for place, record in records(file)]


def _labelled(place: str, record: dict[str, Any], file: str) -> Labelled:
    expect = record.get("expect")
    if not isinstance(expect, list):
        raise CannotMeasure(f"{place}: a labelled draft needs 'expect', a list of categories")
    kind, verdict, pair = record.get("kind"), record.get("verdict"), record.get("pair")
    kind = kind or ("violation" if expect else "clean")
    if kind not in KINDS or verdict not in (None, *VERDICTS):
        raise CannotMeasure(f"{place}: unknown kind {kind!r} or verdict {verdict!r}")
    if bool(expect) != (kind in ("violation", "evasion")):
        raise CannotMeasure(f"{place}: a {kind} draft with expect {expect}")
    return Labelled(_post(place, record, {}), tuple(expect), kind, None if pair is None else (file, str(pair)), verdict)


def answer(linter: Linter, post: Post) -> Answer:
    """The linter's answer to one post. Raises PostguardError with the place of the post."""
    try:
        report = linter.check(post.draft())
    except PostguardError as error:
        raise CannotMeasure(f"{post.place}: {error}") from error
    return Answer(
        frozenset(finding.category for finding in report.findings),
        str(report.verdict),
        report.findings,
        tuple(skip.rule for skip in report.skipped),
        report.score["overall"],
    )


def answers(linter: Linter, posts: Iterable[Post]) -> dict[str, Answer]:
    """The answers to many posts, by place."""
    return {post.place: answer(linter, post) for post in posts}


def skipped_rules(given: Iterable[Answer]) -> list[str]:
    """Rules that could not run: with any of them the figures are not those of the rule set."""
    return sorted({rule for one in given for rule in one.skipped})


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Columns as wide as their widest cell; all but the first stand to the right."""
    cells = [list(map(str, row)) for row in (heads, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = (
        "  ".join(cell.rjust(width) if place else cell.ljust(width) for place, (cell, width) in enumerate(pairs))
        for pairs in (list(zip(row, widths, strict=True)) for row in cells)
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def write_json(file: Path | None, result: Any) -> None:
    """The result as a JSON file, if one is asked for."""
    if file is not None:
        file.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
