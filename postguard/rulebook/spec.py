"""What stands in rule files, as frozen values: the head that all rules share, examples, guards, lists, packs.

Field names are the YAML keys (`from_` is `from`); the annotations are the schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal

from postguard.kinds.base import STRICT, ByLang, LangKey, TextByLang

SeverityName = Literal["advise", "review", "block"]
ChannelName = Literal[
    "x", "linkedin", "mastodon", "bluesky", "threads", "facebook", "instagram", "xing", "youtube", "other"
]  # fmt: skip
AuthorName = Literal["brand", "employee", "support", "executive", "recruiter", "representation", "agency"]
LangName = Literal["en", "de"]
RegionName = Literal["de", "at", "ch", "eu", "uk", "us"]


@dataclass(frozen=True)
class MediaExample:
    """A picture or video of an example."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    kind: Literal["image", "video", "audio", "document"] = "image"
    alt: str | None = None
    path: str | None = None


@dataclass(frozen=True)
class Example:
    """A draft that proves a rule; in `text` the marks ‹ › enclose what must be found (doubled, they stand for themselves)."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    text: str
    channel: ChannelName | None = None
    author: AuthorName | None = None
    at: str | None = None
    mandatory: str | None = None
    context: str | None = None
    media: tuple[MediaExample, ...] = ()


Examples = Mapping[LangKey, tuple[Example, ...]]


@dataclass(frozen=True)
class Proof:
    """What must be found (hit), what must not (miss), and what should be found one day (todo)."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    hit: Examples
    miss: Examples
    todo: Examples = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """What all rules have, whatever their kind.

    id           category and a name of its own: leak.deal.unannounced-merger
    kind         one of terms, pattern, count, companion, phrase, classifier, document
    message      what is wrong, for the author, in en and de; {match} is what was found
    advice       the way out: what to write instead or whom to ask, in en and de
    severity     advise, review or block; default: that of the category
    langs        the languages whose drafts it reads
    channels     only on these; default all
    authors      only for these (and for drafts that do not say whose they are); default all
    regions      only where one of these applies; default everywhere
    parts        only the text, or only the descriptions of pictures (alt); default both
    from, until  only for posts published on these days (both included)
    during       only while an entry of one of these kinds runs in the organisation's calendar
    guards       names of the guards that may lower its severity
    basis        keys of bases.yaml: the law or practice behind it
    escalate_to  the roles that decide when the author cannot
    voice        only where the organisation addresses readers like this (Sie or du)
    fix          a replacement for what was found; an empty text deletes it
    swap         replacements of words inside what was found, each with its own
    insert       start: the fix is put before the first word of the post instead
    unsafe       true: the fix may change what the post says, so `check --fix` leaves it to the author
    examples     hit, miss and todo, in every language of the rule
    note         for the people who keep the rule
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    id: str
    kind: str
    message: TextByLang
    advice: TextByLang
    examples: Proof
    severity: SeverityName | None = None
    langs: tuple[LangName, ...] = ("en", "de")
    channels: tuple[ChannelName, ...] = ()
    authors: tuple[AuthorName, ...] = ()
    regions: tuple[RegionName, ...] = ()
    parts: tuple[Literal["text", "alt"], ...] = ()
    from_: date | None = None
    until: date | None = None
    during: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    escalate_to: tuple[str, ...] = ()
    fix: TextByLang = field(default_factory=dict)
    swap: Mapping[LangKey, Mapping[str, str]] = field(default_factory=dict)
    insert: Literal["start"] | None = None
    unsafe: bool = False
    voice: Literal["Sie", "du"] | None = None
    note: str | None = None


@dataclass(frozen=True)
class GuardProof:
    """Drafts that the guard must let through (`pass`), and look-alikes that it must not (`still`)."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    pass_: Examples
    still: Examples = field(default_factory=dict)


@dataclass(frozen=True)
class Guard:
    """A limit of what rules may say; it runs after detection and can only lower a finding's severity.

    id        the name by which rules call it
    limit     the right or the good reason that it protects, in en and de
    lower_to  pass, advise or review: a finding is never more severe than this when the guard holds
    where     sentence (of the finding), post, before, after, near (all three within so many words), quoted (the finding stands
              in quotation marks), inside (a term covers the finding)
    within    words, for before, after and near
    any       one of these terms must stand there; without terms the other conditions decide alone
    all       of each of these groups one must stand there too
    none      none of these may stand there
    authors   only for these
    categories  rules of these categories call the guard without naming it (not classifiers: they ask a model themselves)
    model     name of a shipped model, or a path: it is asked for the finding's own category
    below     the guard holds only if the model's probability is below this
    mandatory true: only for drafts that must go out by law
    stem      true: usual inflections count
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    id: str
    limit: TextByLang
    lower_to: Literal["pass", "advise", "review"]
    examples: GuardProof
    where: Literal["sentence", "post", "before", "after", "near", "quoted", "inside"] = "sentence"
    within: int = 6
    any: ByLang = field(default_factory=dict)
    all: tuple[ByLang, ...] = ()
    none: ByLang = field(default_factory=dict)
    authors: tuple[AuthorName, ...] = ()
    categories: tuple[str, ...] = ()
    model: str | None = None
    below: float | None = None
    mandatory: bool = False
    stem: bool = False
    basis: tuple[str, ...] = ()


@dataclass(frozen=True)
class Category:
    """A kind of harm; its severity is that of its rules unless they say otherwise."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    severity: SeverityName
    means: TextByLang


@dataclass(frozen=True)
class Basis:
    """A law, a professional rule or good practice, with where it applies and how sure we are."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    cite: str
    region: str
    status: Literal["verified", "partly", "general_knowledge"]
    in_force_since: str | None = None


@dataclass(frozen=True)
class PackInfo:
    """The `pack` key of pack.yaml; `regions` are those of its rules that name none themselves."""

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    name: str
    version: str
    licence: str
    about: TextByLang
    regions: tuple[RegionName, ...] = ()


@dataclass(frozen=True)
class RuleFile:
    """The keys of a rule file.

    `defaults` gives every rule of the file keys that it leaves out; `as_of` is the day on which facts were looked up.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    pack: PackInfo | None = None
    as_of: date | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    lists: Mapping[str, ByLang] = field(default_factory=dict)
    categories: Mapping[str, Category] = field(default_factory=dict)
    roles: Mapping[str, TextByLang] = field(default_factory=dict)
    bases: Mapping[str, Basis] = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()
    channels: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Any, ...] = ()
