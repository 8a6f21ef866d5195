"""Accepted findings: a file that says what may go out although a rule fired, why, who decided, and until when.

An entry holds a keyed hash (HMAC-SHA-256, RFC 2104) of rule and quoted text, never the text: a plain hash of a telephone number
or a code name could be guessed. The key lies beside the file and belongs to the organisation; without it entries match
nothing.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import ClassVar

from postguard.draft import did_you_mean
from postguard.errors import PostguardError
from postguard.folding import fold_term
from postguard.kinds.base import STRICT
from postguard.rulebook.cache import NO_CACHE, Cache
from postguard.rulebook.files import read_file

KEY_FILE = "postguard.key"


@dataclass(frozen=True)
class Entry:
    """One accepted finding."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    rule: str
    hash: str
    reason: str
    by: str
    until: date


@dataclass(frozen=True)
class AcceptedFile:
    """The keys of the file."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    accepted: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Accepted:
    """Entries by rule and hash, and the key to compute hashes with."""

    key: bytes = b""
    entries: Mapping[tuple[str, str], Entry] = field(default_factory=dict)

    def reason(self, rule: str, quote: str, day: date) -> str | None:
        """Why a finding is accepted on that day, or None."""
        if not self.entries:
            return None
        entry = self.entries.get((rule, fingerprint(self.key, rule, quote)))
        return f"{entry.reason} ({entry.by}, until {entry.until})" if entry and day <= entry.until else None


def fingerprint(key: bytes, rule: str, quote: str) -> str:
    """The keyed hash of a finding; the quote is folded, so that case and invisible characters make no difference."""
    return hmac.new(key, f"{rule}\0{fold_term(quote)}".encode(), sha256).hexdigest()[:32]


def load_accepted(file: Path, known_rules: Iterable[str], cache: Cache = NO_CACHE) -> Accepted:
    """Read the file; a missing one accepts nothing.

    Raises RuleProblems, PostguardError for an unknown rule or when entries exist and their key does not.
    """
    if not file.is_file():
        return Accepted()
    entries: tuple[Entry, ...] = read_file(file, AcceptedFile, cache).accepted
    names = set(known_rules)
    unknown = [entry.rule for entry in entries if entry.rule not in names]
    if unknown:
        raise PostguardError("\n".join(f"{file}: unknown rule {name!r}{did_you_mean(name, names)}" for name in unknown))
    key = read_key(file.parent) if entries else b""
    return Accepted(key, {(entry.rule, entry.hash): entry for entry in entries})


def read_key(folder: Path, *, create: bool = False) -> bytes:
    """The key beside the file. With `create`, a missing one is made (readable by its owner alone)."""
    file = folder / KEY_FILE
    if not file.exists() and create:
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    try:
        return bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        raise PostguardError(
            f"{file} is missing or damaged; accepted findings cannot be compared without their key"
        ) from None


def add_entries(file: Path, entries: Iterable[Entry]) -> None:
    """Append entries as YAML; what stands in the file, comments included, stays as it is."""
    import json

    before = file.read_bytes().decode("utf-8") if file.exists() else ""
    before = re.sub(r"^accepted:[ \t]*\[\s*\]", "accepted:", before, flags=re.MULTILINE)
    lines = [""] if before and not before.endswith("\n") else []
    if not re.search(r"^accepted:", before, re.MULTILINE):
        lines.append("accepted:")

    def quoted(text: str) -> str:
        return json.dumps("".join(c if c.isprintable() else " " for c in text), ensure_ascii=False)

    for entry in entries:
        lines += [
            f"  - rule: {entry.rule}",
            f"    hash: {entry.hash}",
            f"    reason: {quoted(entry.reason)}",
            f"    by: {quoted(entry.by)}",
            f"    until: {entry.until.isoformat()}",
        ]
    file.write_bytes((before + "\n".join(lines) + "\n").encode("utf-8"))
