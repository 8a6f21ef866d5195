"""Rules that look for a shape: keys, numbers, addresses, with checks that tell real ones from look-alikes."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote, unquote

from postguard.kinds.base import STRICT, ByLang, CannotRun, Compiler, Match, View, present
from postguard.kinds.validators import VALIDATORS, entropy
from postguard.reading import Reading
from postguard.terms import TermSet

TIMEOUT = (
    1.0  # seconds for one search. A shipped pattern needs microseconds; a short limit would strike on a busy machine
)
Lists = Mapping[str, tuple[str, ...]]

# A list in an expression; in the `regex` package \L<name> stands for any text of a list, but names must be identifiers.
_LIST = re.compile(r"\\L<@([\w.-]+)>")
_NOTATION = re.compile(r"[*|(){}]|\.\.\.|^@")
# Stretches that may say something in base64 (URL-safe too) or percent-encoding. Shorter ones would be words.
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_PERCENT = re.compile(r"[^\s<>\"']*%[0-9A-Fa-f]{2}[^\s<>\"']*")
_SHORTEST = 4  # characters of encoded text that say anything about the text within


@dataclass(frozen=True)
class Pattern:
    """A regular expression (of the `regex` package), searched with a timeout.

    pattern      the expression; a group named `mark` narrows the place to what it caught; (?x) and (?i) work; \\L<@name>
                 stands for any text of that list, here and in `unless`
    keywords     texts (or lists of texts), of which one must stand in the draft, near or far, inside words too; keeps checks
                 fast
    encoded      also look inside what base64 or percent-encoding hides; then the whole encoded stretch is marked
    min_digits   the expression is only tried in drafts with at least so many digits; keeps checks fast
    validate     named checks of the marked text, all must hold (`postguard rules show` lists them)
    min_entropy  bits per character that the marked text must have at least (Shannon)
    unless       an expression that rules a match out when it is found in the marked text
    none         terms; none may stand in the same sentence
    near         terms; one of them must stand within `within` words of the match
    within       words, for `near`; default 8
    on           the view to read; clean (the default) keeps case but drops invisible characters
    """

    __pydantic_config__: ClassVar[dict[str, str]] = STRICT

    pattern: str
    keywords: ByLang = field(default_factory=dict)
    validate: tuple[str, ...] = ()
    min_entropy: float = 0.0
    unless: str | None = None
    none: ByLang = field(default_factory=dict)
    near: ByLang = field(default_factory=dict)
    within: int = 8
    min_digits: int = 0
    encoded: bool = False
    on: View = "clean"

    def compile(self, compiler: Compiler) -> PatternMatcher:
        """The matcher; its expressions are compiled when first needed (`problems` has looked at them)."""
        from postguard.draft import did_you_mean

        for name in self.validate:
            if name not in VALIDATORS:
                compiler.problem(("validate",), f"unknown check {name!r}{did_you_mean(name, VALIDATORS)}")
        if self.within < 1:
            compiler.problem(("within",), f"expected a number of words from 1, found {self.within}")
        keywords = self._keywords(compiler)
        shapes = {lang: tuple(_shapes(texts)) for lang, texts in keywords.items()} if self.encoded else {}
        return PatternMatcher(
            self,
            compiler.keywords(keywords, "keywords"),
            compiler.keywords(shapes, "keywords"),
            compiler.termset(self.none, "none"),
            compiler.termset(self.near, "near"),
            {
                name: _texts(compiler, name, (key,))
                for key in ("pattern", "unless")
                for name in _lists_in(getattr(self, key))
            },
        )

    def _keywords(self, compiler: Compiler) -> ByLang:
        """The keywords with lists written out."""
        found: dict[Any, tuple[str, ...]] = {}
        for lang, entries in self.keywords.items():
            plain = [entry for entry in entries if entry[1:] not in compiler.lists or entry[:1] != "@"]
            for number, entry in enumerate(entries):
                if entry[:1] == "@" and entry[1:] in compiler.lists:  # any other is a text such as @example
                    plain += _texts(compiler, entry[1:], ("keywords", lang, number))
            found[lang] = tuple(dict.fromkeys(plain))
        return found

    def problems(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Mistakes in the expressions; apart from `compile` because compiling is dear and rules are proven once."""
        import regex

        for key in ("pattern", "unless"):
            source = getattr(self, key)
            if source is None:
                continue
            try:
                compiled = _compiled(source, dict.fromkeys(_lists_in(source), ("x",)))
            except (regex.error, RecursionError, OverflowError, ValueError) as error:
                yield (key,), f"not a regular expression: {error}"
                continue
            if key == "pattern" and compiled.fullmatch(""):
                yield (key,), "matches the empty text; make one part of it mandatory"


def _lists_in(source: str | None) -> list[str]:
    return [match[1] for match in _LIST.finditer(source or "")]


def _texts(compiler: Compiler, name: str, path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The texts of a list in all languages; patterns take them as they stand, without the notation of terms."""
    from postguard.draft import did_you_mean

    found = compiler.lists.get(name)
    if found is None:
        compiler.problem(path, f"unknown list {name!r}{did_you_mean(name, compiler.lists)}")
        return ()
    texts = tuple(dict.fromkeys(text for entries in found.values() for text in entries))
    for text in texts:
        if _NOTATION.search(text):
            compiler.problem(path, f"the list {name!r} has {text!r}; in patterns lists are plain texts")
    return texts


def _compiled(source: str, lists: Lists) -> Any:
    import regex

    named: dict[str, Any] = {_identifier(name): list(lists[name]) for name in _lists_in(source)}
    return regex.compile(_LIST.sub(lambda match: rf"\L<{_identifier(match[1])}>", source), regex.V0, **named)


def _identifier(name: str) -> str:
    return re.sub(r"\W", "_", name)


def _shapes(texts: Iterable[str]) -> Iterator[str]:
    """What texts look like percent-encoded and, wherever they may begin there, in base64: what no neighbour changes."""
    for text in texts:
        if quote(text, safe="") != text:
            yield quote(text, safe="")
        data = text.encode()
        for before in range(3):
            code = b64encode(bytes(before) + data).decode()
            shape = code[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]
            if len(shape) >= _SHORTEST:
                yield shape


def _hidden(text: str, base64: bool) -> Iterator[tuple[int, int, str]]:
    """Stretches of a text in percent-encoding and, if asked for, in base64: start, end, and what they say."""
    for match in _PERCENT.finditer(text) if "%" in text else ():
        yield *match.span(), unquote(match[0])
    for match in _BASE64.finditer(text) if base64 else ():
        for start, code in _parts(match):
            said = _said(code)
            if said:
                yield start, start + len(code), said


def _parts(match: re.Match[str]) -> list[tuple[int, str]]:
    """The whole stretch and where it begins; or, if it says nothing, its parts between slashes, as in an address."""
    if "/" not in match[0] or _said(match[0]):
        return [(match.start(), match[0])]
    return [(match.start() + part.start(), part[0]) for part in re.finditer("[^/]+", match[0])]


def _said(code: str) -> str | None:
    """What base64 says if that is plain text, else None."""
    plain = code.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        said = b64decode(plain + "=" * (-len(plain) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return said if said.replace("\n", "").replace("\r", "").replace("\t", "").isprintable() else None


@dataclass(frozen=True)
class PatternMatcher:
    """Compiled `pattern`; the expression itself is compiled when a keyword is first seen."""

    spec: Pattern
    keywords: TermSet
    shapes: TermSet  # the keywords as they look when encoded
    none: TermSet
    near: TermSet
    lists: Lists = field(default_factory=dict)

    @property
    def termsets(self) -> tuple[TermSet, ...]:
        return (self._wakes, self.none, self.near)

    @property
    def required(self) -> tuple[TermSet, ...]:
        return tuple(group for group in (self._wakes, self.near) if group)

    @cached_property
    def _wakes(self) -> TermSet:
        return TermSet((*self.keywords.terms, *self.shapes.terms), self.keywords.view)

    @cached_property
    def regex(self) -> Any:
        return _compiled(self.spec.pattern, self.lists)

    @cached_property
    def _unless(self) -> Any:
        return _compiled(self.spec.unless, self.lists) if self.spec.unless else None

    def matches(self, reading: Reading) -> Iterator[Match]:
        """Every place that has the shape and passes the checks. Raises CannotRun after the timeout."""
        if self.spec.min_digits > reading.digits:
            return
        view = reading.view(self.spec.on)
        try:
            plain = list(self._places(view.text)) if self._may(reading, self.keywords) else []
            hidden = list(self._hidden_places(reading, view.text, plain)) if self.spec.encoded else []
        except TimeoutError:
            raise CannotRun(f"the search took longer than {TIMEOUT} s") from None
        for start, end in (*plain, *hidden):
            span = view.source(start, end)
            if self._in_company(reading, span):
                yield Match(span)

    def _may(self, reading: Reading, wakes: TermSet) -> bool:
        return not self.keywords or reading.may_hold(wakes)

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of whatever has the shape and passes the checks of the text itself."""
        for match in self.regex.finditer(text, timeout=TIMEOUT, concurrent=False):
            group = "mark" if match.groupdict().get("mark") else 0  # the branch that matched may have no mark
            start, end = match.span(group)
            if start < end and self._holds(match.group(group)):
                yield start, end

    def _hidden_places(self, reading: Reading, text: str, plain: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Encoded stretches that say what is looked for, apart from those in which it can be read anyway."""
        for start, end, said in _hidden(text, base64=self._may(reading, self.shapes)):
            if not any(first < end and start < last for first, last in plain) and any(self._places(said)):
                yield start, end

    def _holds(self, text: str) -> bool:
        if self.spec.min_entropy and entropy(text) < self.spec.min_entropy:
            return False
        if self._unless is not None and self._unless.search(text, timeout=TIMEOUT):
            return False
        return all(VALIDATORS[name](text) for name in self.spec.validate)

    def _in_company(self, reading: Reading, span: Any) -> bool:
        if self.none and any(reading.sentence(span).overlaps(other) for other in reading.find(self.none)):
            return False
        return not present(self.spec.near) or any(
            reading.words_between(span, other) < self.spec.within for other in reading.find(self.near)
        )
