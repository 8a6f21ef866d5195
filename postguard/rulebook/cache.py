"""The cache: what was read from YAML, as JSON under the digest of its sources.

Reading and validating YAML is most of the start-up time. A file is found again only if not a single byte of its sources and
no file of this package differs. A cache that cannot be read or written is no error; it only costs time. It holds rules and
settings, never drafts; settings may hold code names, so files are readable by their owner alone.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from postguard import __version__

KEPT = 30 * 24 * 3600  # seconds after which what nobody asked for is deleted


@dataclass(frozen=True)
class Cache:
    """A folder of JSON files; None keeps nothing."""

    folder: Path | None

    @classmethod
    def of_user(cls) -> Cache:
        """The cache in the user's cache folder."""
        from platformdirs import user_cache_path

        return cls(user_cache_path("postguard", appauthor=False))

    def get(self, kind: str, digest: str) -> Any:
        """What was kept, or None."""
        if self.folder is None:
            return None
        try:
            return json.loads(self._file(kind, digest).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def put(self, kind: str, digest: str, value: Any) -> None:
        """Keep a value; quietly does nothing if the folder cannot be written."""
        if self.folder is None:
            return
        target = self._file(kind, digest)
        partial = target.with_suffix(f".{os.getpid()}.part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            partial.touch(mode=0o600)
            partial.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
            partial.replace(target)
            self._forget(kind)
        except OSError:
            partial.unlink(missing_ok=True)

    def _file(self, kind: str, digest: str) -> Path:
        assert self.folder is not None
        return self.folder / f"{kind}-{digest}.json"

    def _forget(self, kind: str) -> None:
        assert self.folder is not None
        for file in self.folder.glob(f"{kind}-*"):
            if time.time() - file.stat().st_mtime > KEPT:
                file.unlink(missing_ok=True)


NO_CACHE = Cache(None)


@cache
def _code() -> bytes:
    """What tells this code from any other: names, sizes and times of its files. A changed reader must not trust what an
    older one kept."""
    files = sorted(Path(__file__).parent.parent.rglob("*.py"))
    stats = [(file.name, (stat := file.stat()).st_size, stat.st_mtime_ns) for file in files]
    return repr((__version__, stats)).encode()


def digest(contents: Iterable[tuple[str, bytes]]) -> str:
    """The digest of named contents and of the code that reads them."""
    found = sha256(_code())
    for name, data in contents:
        found.update(f"\n{name}/{len(data)}\n".encode())
        found.update(data)
    return found.hexdigest()[:16]
