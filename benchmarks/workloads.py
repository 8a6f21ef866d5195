"""What speed.py measures with: ordinary posts, invented code names, copies of rules, files of lines."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import yaml
from drafts import CannotMeasure, Post, read_posts

from postguard import Draft, Linter
from postguard.rulebook.packs import pack_files
from postguard.rulebook.places import compose

POSTS = Path(__file__).with_name("posts.txt")
CHANNELS = ("linkedin", "x", "mastodon", "facebook", "bluesky", "instagram", "threads", "xing")
AUTHORS = ("brand", "employee", "executive", "support")
SHARED_NAMES = 100  # the code names that every measurement has; the posts that mention one mention these
MENTION_EVERY = 12  # one post in so many mentions a code name
_ONSETS = "b br d dr f fl g gr h j k kr l m n p pr qu r s st t tr v w z".split()
_VOWELS = "a e i o u ai eo ia ou".split()
_CODAS = "l m n r s x th nd rk st".split()


def mixed_drafts(files: Sequence[Path]) -> list[Draft]:
    """The posts of posts.txt and of further files, on changing channels and accounts, language not told."""
    own = [Post(f"{POSTS.name}:{n}", str(n), line) for n, line in enumerate(POSTS.read_text("utf-8").splitlines(), 1)]
    texts = [post.text for post in own] + [post.text for file in files for post in read_posts(file)]
    return [
        Draft(text, channel=channel, author=author)
        for text, channel, author in zip(texts, cycle(CHANNELS), cycle(AUTHORS), strict=False)
    ]


def code_names(number: int) -> list[str]:
    """Invented names of one or two words, always the same ones: a longer list begins with the shorter."""
    drawn = random.Random(1)
    names: dict[str, None] = {}
    while len(names) < number:
        words = [_word(drawn) for _ in range(drawn.choice((1, 1, 2)))]
        names[" ".join(words)] = None
    return list(names)


def _word(drawn: random.Random) -> str:
    syllables = (drawn.choice(_ONSETS) + drawn.choice(_VOWELS) for _ in range(3))
    return ("".join(syllables) + drawn.choice(_CODAS)).capitalize()


def with_mentions(drafts: Sequence[Draft]) -> list[Draft]:
    """The same drafts; now and then one ends with a code name, the same whatever the number of names."""
    names = iter(cycle(code_names(SHARED_NAMES)))
    return [
        draft if place % MENTION_EVERY else Draft(f"{draft.text} {next(names)}", None, draft.channel, draft.author)
        for place, draft in enumerate(drafts)
    ]


def linter_with_names(config: Path | None, folder: Path, number: int) -> Linter:
    """A linter whose organisation has that many code names, through postguard.yaml like anybody's."""
    names = code_names(max(number, SHARED_NAMES))[:number]
    data = _config(config)
    own = data.setdefault("organisation", {})
    own["code_names"] = [*own.get("code_names", []), *names]
    linter = _load(data, folder / f"names-{number}")
    if names and not any(
        finding.category == "leak.codename" for finding in linter.check(f"Soon: {names[0]}.").findings
    ):
        raise CannotMeasure("no rule of these packs finds the organisation's code names, so their cost cannot be told")
    return linter


def linter_with_copies(config: Path | None, folder: Path, times: int) -> Linter:
    """A linter with `times` as many rules: each rule of each pack again, under new ids, in a pack of its own."""
    data = _config(config)
    packs = data.get("packs", ["core"])
    home = folder / f"rules-{times}"
    copies = home / "copies"
    copies.mkdir(parents=True)
    files = [file for pack, file in pack_files(packs, Path.cwd()) if pack]
    for number in range(1, times):
        for place, file in enumerate(files):
            _copy_rules(file, copies / f"{place}-{number}.yaml", number)
    return _load(data | {"packs": [*packs, "./copies"]} if times > 1 else data, home)


def _copy_rules(file: Path, target: Path, number: int) -> None:
    data = _read(file)
    rules = [rule | {"id": f"{rule['id']}-copy{number}"} for rule in data.get("rules") or []]
    if rules:
        _dump({"defaults": data.get("defaults") or {}, "rules": rules}, target)


def _config(config: Path | None) -> dict[str, Any]:
    """A configuration whose packs can be found from anywhere."""
    if config is None:
        return {}
    data = _read(config)
    packs = data.get("packs", ["core"])
    return data | {"packs": [str((config.parent / name).resolve()) if "/" in name else name for name in packs]}


def _read(file: Path) -> dict[str, Any]:
    """A YAML file as the rule reader sees it, every scalar a text, so that nothing changes on the way."""
    data: dict[str, Any] = compose(file.read_text(encoding="utf-8"), str(file)).data or {}
    return data


def _load(data: dict[str, Any], home: Path) -> Linter:
    home.mkdir(parents=True, exist_ok=True)
    _dump(data, home / "postguard.yaml")
    return Linter.load(config=home / "postguard.yaml")


def _dump(data: dict[str, Any], target: Path) -> None:
    target.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def write_lines(drafts: Sequence[Draft], number: int, file: Path) -> None:
    """A file of so many lines, no two alike, so that nothing can be remembered from one to the next."""
    with file.open("w", encoding="utf-8") as lines:
        for place, draft in enumerate(islice(cycle(drafts), number)):
            line = {"text": f"{draft.text} ({place})", "channel": draft.channel, "author": draft.author}
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
