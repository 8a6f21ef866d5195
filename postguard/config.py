"""postguard.yaml: what an organisation decides. Read once into frozen settings; the only reader of the working directory.

The file is looked for upwards from the draft or the working directory and stops at the repository or the home folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Literal

from postguard.calendar import CalendarEntry
from postguard.draft import decode
from postguard.errors import RuleProblems
from postguard.kinds.base import STRICT, ByLang
from postguard.nlp import not_usable
from postguard.rulebook.cache import NO_CACHE, Cache
from postguard.rulebook.files import read_file
from postguard.rulebook.spec import AuthorName, ChannelName, LangName, RegionName, SeverityName

FILE_NAME = "postguard.yaml"


@dataclass(frozen=True)
class CodeName:
    """A confidential name. `forms` are further spellings, `unless` phrases in which the word means something else."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    name: str
    forms: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    inflect: bool = True
    inside: bool = False


@dataclass(frozen=True)
class Organisation:
    """Who publishes: what is its own, what is public, how it speaks."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    name: str | None = None
    brands: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    newsroom: tuple[str, ...] = ()
    public_hosts: tuple[str, ...] = ()
    public_contacts: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()
    voice: Literal["Sie", "du"] | None = None
    code_names: tuple[CodeName, ...] = ()


@dataclass(frozen=True)
class Off:
    """A rule that is switched off, and why; after `until` it is back."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    rule: str
    reason: str
    until: date | None = None


@dataclass(frozen=True)
class Policy:
    """Other severities or regions for some channels and authors; the last policy that fits decides."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    channels: tuple[ChannelName, ...] = ()
    authors: tuple[AuthorName, ...] = ()
    regions: tuple[RegionName, ...] = ()
    severity: Mapping[str, SeverityName] = field(default_factory=dict)
    off: tuple[Off, ...] = ()


@dataclass(frozen=True)
class Settings:
    """The whole of postguard.yaml. `base` is the folder that relative paths start from."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    version: Literal["1"] = "1"
    packs: tuple[str, ...] = ("core", "de", "eu", "uk", "us", "finance", "health", "public-sector", "recruiting")
    regions: tuple[RegionName, ...] = ("de", "at", "ch", "eu", "uk", "us")
    timezone: str | None = None
    calendar: tuple[CalendarEntry, ...] = ()
    fail_on: SeverityName = "review"
    organisation: Organisation = Organisation()
    severity: Mapping[str, SeverityName] = field(default_factory=dict)
    thresholds: Mapping[str, float] = field(default_factory=dict)
    pipelines: Mapping[LangName, str] = field(default_factory=dict)
    off: tuple[Off, ...] = ()
    policies: tuple[Policy, ...] = ()
    accepted: str = "postguard.accepted.yaml"

    def lists(self) -> dict[str, ByLang]:
        """The organisation's words, as lists that rules call `@organisation.…`."""
        own = self.organisation
        names = (*((own.name,) if own.name else ()), *own.brands)
        words = {
            "names": names,
            "domains": own.domains,
            "newsroom": own.newsroom,
            "public_hosts": own.public_hosts,
            "public_contacts": own.public_contacts,
            "products": own.products,
            "competitors": own.competitors,
            "code_names": tuple(term for name in own.code_names for term in code_name_terms(name)),
            "code_name_exceptions": tuple(phrase for name in own.code_names for phrase in name.unless),
        }
        return {f"organisation.{key}": {"all": found} for key, found in words.items()}


def code_name_terms(name: CodeName) -> tuple[str, ...]:
    """The terms of a code name: its forms, with the usual endings, inside compounds if asked for."""
    forms = (name.name, *name.forms)
    if name.inside:
        return tuple(f"*{form}*" for form in forms)
    return tuple(f"{form}('s|s|es|en|n)?" if name.inflect and form[-1:].isalpha() else form for form in forms)


def find_config(start: Path) -> Path | None:
    """postguard.yaml in `start` or above it, up to the repository's root or the home folder."""
    home = Path.home()
    for folder in (start, *start.parents):
        candidate = folder / FILE_NAME
        if candidate.is_file():
            return candidate
        if folder == home or (folder / ".git").exists():
            return None
    return None


def load_settings(file: Path | None, cache: Cache = NO_CACHE) -> tuple[Settings, Path]:
    """Settings and the folder that their paths start from; without a file the embedded default.

    Raises RuleProblems with every mistake at its place, PostguardError if the file cannot be read.
    """
    if file is None:
        return Settings(), Path.cwd()
    settings: Settings = read_file(file, Settings, cache, prepare=_short_code_names)
    _refuse_missing_pipelines(file, settings)
    return settings, file.parent.resolve()


def _refuse_missing_pipelines(file: Path, settings: Settings) -> None:
    """A named pipeline has to be installed, whatever the cache remembers. Raises RuleProblems."""
    wrong = {lang: text for lang, name in settings.pipelines.items() if (text := not_usable(lang, name))}
    if wrong:
        from postguard.rulebook.packs import relative
        from postguard.rulebook.places import compose

        source = compose(decode(file.read_bytes()), relative(file))
        raise RuleProblems(source.problem(("pipelines", lang), text) for lang, text in wrong.items())


def _short_code_names(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """A code name may be written as a text alone."""
    own = data.get("organisation")
    if not isinstance(own, dict) or not isinstance(own.get("code_names"), list | str):
        return data
    entries = own["code_names"] if isinstance(own["code_names"], list) else [own["code_names"]]
    names = [{"name": entry} if isinstance(entry, str) else entry for entry in entries]
    return {**data, "organisation": {**own, "code_names": names}}


def with_packs(settings: Settings, packs: tuple[str, ...]) -> Settings:
    """The same settings with other packs."""
    return replace(settings, packs=packs)
