"""Terms: the words and phrases that rules are made of, in a notation that needs no knowledge of regular expressions.

    Quartalszahlen        the word, in any case, ä as ae too, blank or hyphen alike
    entlass*  *zahlen     a star stands for any further letters: beginnings, endings, compounds
    (not|never) public    one of several
    (very)? good          may be missing
    wir ... entlassen     up to four words in between, within the sentence
    up {percent}          {number} {percent} {money} {date} {time} {year} {word}

A term becomes one expression, compiled when one of its literals is first seen in a draft; the literals are what a
single Aho-Corasick pass looks for, so that ten thousand terms cost what ten do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from postguard.folding import fold_term
from postguard.spelling import inflect, literals, plural_vowel, spell, whole

GAP_WORDS = 4
_MONTH = (
    "jan(?:uary|uar)?|feb(?:ruary|ruar)?|m(?:a|ä|ae)rz|mar(?:ch)?|apr(?:il)?|ma[iy]|jun[ei]?|jul[iy]?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
)
_WEEKDAY = (
    "monday|montag|tuesday|dienstag|wednesday|mittwoch|thursday|donnerstag|friday|freitag|saturday|samstag|sonnabend|"
    "sunday|sonntag"
)
_NUMBER = r"\d[\d.,']*"
_NUMBER_WORDS = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreissig vierzig fünfzig sechzig "
    "siebzig achtzig neunzig hundert tausend dozen dozens dutzend dutzende"
).split()
_UNIT = r"(?:\s?(?:k|m|mn|mio|mrd|bn|b|tsd)\b\.?|\s(?:thousand|million(?:s|en)?|billion(?:s)?|milliarden?|tausend))?"
_CURRENCY = r"(?:[€$£¥]|eur(?:os?)?\b|usd\b|dollars?\b|gbp\b|chf\b|franken\b|pfund\b|pounds?\b|cents?\b)"
PLACEHOLDERS = {
    "number": rf"(?:{_NUMBER}|(?:{'|'.join(map(spell, _NUMBER_WORDS))})(?!\w))",
    "percent": rf"(?:{_NUMBER}|(?:{'|'.join(map(spell, _NUMBER_WORDS))}))\s?(?:%|percent|per\scent|prozent)",
    "money": rf"(?:{_CURRENCY}\s?{_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}\s?{_CURRENCY})",
    "date": rf"(?<!\w)(?:\d{{1,2}}\.\s?\d{{1,2}}\.(?:\d{{2,4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|"
    rf"\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH})(?!\w)|(?:{_MONTH})\s\d{{1,2}}(?:st|nd|rd|th)?(?!\w)|"
    rf"(?:{_WEEKDAY})(?!\w)|(?:{_MONTH})(?!\w)|q[1-4](?!\w))",
    "time": r"(?<![\w.,:])(?:\d{1,2}[:.]\d\d(?![\d.,:]?\d)(?:\s?(?:uhr|am|pm|h)(?!\w))?|\d{1,2}\s?(?:uhr|am|pm)(?!\w))",
    "year": r"(?:19|20)\d\d(?!\d)",
    "word": r"\w+(?:['-]\w+)*",
}
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\.\.\.|\{\w*\}?|\(|\)\??|\||\*|\s+|[^\W_]+|.", re.DOTALL)
_SPACE = r"[\s-]{1,3}"
_SPACE_AFTER_GAP = r"(?:[\s-]{1,3}|(?<=[\s-]))"  # a gap takes the blank behind it
# Possessive, so that a word has one end only and a line of dashes costs nothing; 1.200 and E-Mail are one word each.
_GAP = rf"[^\w.!?\n]+(?:\w++(?:(?:['-]|(?<=\d)[.,:](?=\d))\w++)*+[^\w.!?\n]+){{0,{GAP_WORDS}}}?"
_APOSTROPHES, _DASHES = "['’‘ʼ´`]?", "‐‑–—−"
# Digits are ASCII ones: the folded text has no others but those of scripts that neither language uses.
PLACEHOLDERS = {
    name: re.sub(r"\[([^\]]*)\\d", r"[\g<1>0-9", pattern).replace(r"\d", "[0-9]")
    for name, pattern in PLACEHOLDERS.items()
}
_LONGEST_LITERALS = 64  # alternatives of one term that the literal pass may look for
MAX_TERM = 4_000  # characters; a longer one is a list
MAX_DEPTH = 12  # parentheses within parentheses


class TermError(ValueError):
    """A term that cannot be read; the text says what to write instead."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a term: its expression, and the literals of which one must occur (empty: unknown).

    `edge` says of the first and the last character whether it is a letter or digit: always (w), never (n), by case (x);
    g is the open end of a gap.
    """

    pattern: str
    literals: tuple[str, ...] = ()
    edge: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Term:
    """One term of a rule. `lang` is `en`, `de` or `all`; `exact` keeps upper and lower case."""

    source: str
    lang: str = "all"
    stem: bool = False
    exact: bool = False

    @cached_property
    def piece(self) -> Piece:
        """The expression and its literals. Raises TermError."""
        return _Reader(self).read()

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression; borders are Unicode-aware, a term never ends inside a word."""
        return re.compile(self.piece.pattern)

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """All spellings of a term that is one word as it stands, which needs no expression; else ()."""
        if self.exact or not fold_term(self.source).isalnum():
            return ()
        found = self.piece.literals
        return tuple(literal[1:-1] for literal in found) if all(literal[0] == " " for literal in found) else ()

    @property
    def word(self) -> str | None:
        """The folded term if it is one plain word, else None; masked spellings are compared with it."""
        folded = fold_term(self.source)
        return folded if folded.isalpha() else None


@dataclass(frozen=True, eq=False)
class TermSet:
    """Terms that are looked for together; compared by identity, because each belongs to one place of one rule."""

    terms: tuple[Term, ...]
    view: str = "skeleton"
    masked: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms)

    @cached_property
    def literals(self) -> tuple[str, ...]:
        """All literals of all terms."""
        return tuple(dict.fromkeys(literal for term in self.terms for literal in term.piece.literals))

    def in_langs(self, langs: frozenset[str]) -> TermsInLangs:
        """The terms of some languages; worked out once for each combination."""
        known = self._by_langs.get(langs)
        if known is None:
            found = tuple(term for term in self.terms if term.lang == "all" or term.lang in langs)
            known = self._by_langs[langs] = TermsInLangs(found)
        return known

    @cached_property
    def _by_langs(self) -> dict[frozenset[str], TermsInLangs]:
        return {}


@dataclass(frozen=True, eq=False)
class TermsInLangs:
    """The terms of a set that some languages have, by their literals."""

    terms: tuple[Term, ...]

    @cached_property
    def by_literal(self) -> Mapping[str, tuple[int, ...]]:
        """For each literal the numbers of the terms that cannot stand where it does not occur."""
        found: dict[str, list[int]] = {}
        for number, term in enumerate(self.terms):
            for literal in term.piece.literals:
                found.setdefault(literal, []).append(number)
        return {literal: tuple(numbers) for literal, numbers in found.items()}

    @cached_property
    def open(self) -> frozenset[int]:
        """Numbers of the terms that have no literal and have to be tried on every text."""
        return frozenset(number for number, term in enumerate(self.terms) if not term.piece.literals)

    @cached_property
    def _literals(self) -> frozenset[str]:
        return frozenset(self.by_literal)

    def possible(self, literals: frozenset[str]) -> bool:
        """True if one of the terms can stand in a text with these literals."""
        return bool(self.open) or not self._literals.isdisjoint(literals)

    def candidates(self, literals: frozenset[str]) -> list[Term]:
        """The terms that can stand in a text with these literals, in their order."""
        found = self._literals & literals
        if not found:
            return [self.terms[number] for number in sorted(self.open)]
        numbers = set(self.open)
        for literal in found:
            numbers.update(self.by_literal[literal])
        return [self.terms[number] for number in sorted(numbers)]


class _Reader:
    """Recursive descent over the tokens of one term."""

    def __init__(self, term: Term) -> None:
        if not term.source.strip():
            raise TermError("an empty term would match everywhere; delete it")
        if len(term.source) > MAX_TERM:
            raise TermError(f"a term of {len(term.source)} characters; {MAX_TERM} at most, write a list of terms")
        self._term = term
        self._source = term.source if term.exact else fold_term(term.source)
        self._tokens = _TOKEN.findall(self._source.strip())
        self._at = 0
        self._depth = 0

    def read(self) -> Piece:
        piece = self._sequence()
        if self._at < len(self._tokens):
            if self._peek() == "|":
                raise TermError(f"'|' outside of parentheses in {self._term.source!r}; write (one|other)")
            raise TermError(f"')' without '(' in {self._term.source!r}")
        if not re.search(r"[^\W_]|[^\w\s*().|?]", self._source.replace("{word}", "")):
            raise TermError(f"{self._term.source!r} would match every text; name at least one word")
        pattern = f"(?:{piece.pattern})" if "|" in piece.pattern else piece.pattern
        if piece.edge[1] == "g":
            raise TermError(f"'...' in {self._term.source!r} needs a word on either side that must be there")
        pattern = _BEFORE[piece.edge[0]] + pattern + _AFTER[piece.edge[1]]
        if re.fullmatch(pattern, ""):
            raise TermError(f"{self._term.source!r} would match an empty text; one part of it must not be optional")
        return Piece(pattern, piece.literals, piece.edge)

    def _peek(self, offset: int = 0) -> str:
        index = self._at + offset
        return self._tokens[index] if 0 <= index < len(self._tokens) else ""

    def _sequence(self) -> Piece:
        words: list[list[Piece]] = [[]]
        while (token := self._peek()) and token not in {"|", ")", ")?"}:
            if token.isspace():
                self._at += 1
                words.append([])
            else:
                words[-1].append(self._item(token))
        return self._join([_glue(parts) for parts in words if parts])

    def _join(self, words: Sequence[Piece]) -> Piece:
        """The words of a sequence with their blanks. A blank goes with the optional word beside it: not (very)? good."""
        out: list[str] = []
        apart = True  # nothing before, or a gap: no blank is due
        blank_after = _SPACE
        for number, word in enumerate(words):
            last = number == len(words) - 1
            if word.pattern == _GAP and number and words[number - 1].optional and apart:
                out[-1] = f"(?:{words[number - 1].pattern}{_GAP})?"  # a ... (b)? ... c
                continue
            blank = "" if apart else blank_after
            blank_after = _SPACE_AFTER_GAP if word.edge[1] == "g" else _SPACE
            if word.pattern == _GAP:
                if apart or (last and not self._depth):
                    raise TermError(f"'...' in {self._term.source!r} needs a word on either side that must be there")
                out.append(_GAP)
                apart = True
            elif not word.optional:
                out.append(blank + word.pattern)
                apart = False
            elif apart and not last:
                out.append(f"(?:{word.pattern}{blank_after})?")
            else:
                out.append(f"(?:{blank}{word.pattern})?")
        required = [word.literals for word in words if word.literals and not word.optional]
        edge = _edge(words, 0) + _edge(words[::-1], 1)
        optional = all(word.optional for word in words)
        return Piece("".join(out), max(required, key=_worth, default=()), edge, optional)

    def _item(self, token: str) -> Piece:
        self._at += 1
        if token == "(":
            return self._group()
        if token == "...":
            return Piece(_GAP, edge="xg")
        if token == "*":
            alone = self._peek(-2).strip() == "" and self._peek().strip() == ""
            return Piece(PLACEHOLDERS["word"] if alone else r"\w*", edge="ww", optional=not alone)
        if token[0] == "{":
            if token[1:-1] not in PLACEHOLDERS or token[-1] != "}":
                known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
                raise TermError(f"{token} is no placeholder; known: {known}")
            return Piece(
                PLACEHOLDERS[token[1:-1]],
                _PLACEHOLDER_LITERALS.get(token[1:-1], ()),
                _PLACEHOLDER_EDGES.get(token[1:-1], "xx"),
            )
        if token[0].isalnum():
            return self._word(token)
        if token == "'":
            return Piece(_APOSTROPHES if self._term.exact else "'?", edge="nn", optional=True)
        if token == "-":
            return self._dash()
        found = () if token.isascii() else (fold_term(token),)
        return Piece(re.escape(token), tuple(filter(None, found)), "ww" if token == "_" else "nn")

    def _dash(self) -> Piece:
        dash = f"{_DASHES}-" if self._term.exact else "-"
        between = self._at > 1 and bool(self._peek())
        return Piece(rf"[\s{dash}]?" if between else f"[{dash}]", edge="nn", optional=between)

    def _group(self) -> Piece:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TermError(f"more than {MAX_DEPTH} parentheses within each other; write a list of terms")
        glued = self._peek(-2) not in {"", "(", "|"} and not self._peek(-2).isspace()
        branches = [self._branch(glued)]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._branch(glued))
        closing = self._peek()
        if closing not in {")", ")?"}:
            raise TermError(f"'(' is never closed in {self._term.source!r}")
        self._at += 1
        self._depth -= 1
        if any(not branch.pattern for branch in branches):
            raise TermError(
                f"an empty alternative in {self._term.source!r}; write (…)? for something that may be missing"
            )
        every = all(branch.literals for branch in branches)
        found = tuple(dict.fromkeys(literal for branch in branches for literal in branch.literals)) if every else ()
        edge = "".join(_same(branch.edge[side] for branch in branches) for side in (0, 1))
        optional = closing == ")?" or any(branch.optional for branch in branches)
        return Piece(f"(?:{'|'.join(branch.pattern for branch in branches)})", found, edge, optional)

    def _branch(self, glued: bool) -> Piece:
        """One alternative of a group. Its first blank counts if no blank stands before the group: good( ish)?"""
        blank = self._peek().isspace()
        piece = self._sequence()
        if blank and (glued or not piece.pattern):
            return Piece(_SPACE + piece.pattern, piece.literals, f"n{piece.edge[1]}")
        return piece

    def _word(self, word: str) -> Piece:
        starred = self._peek() == "*"
        inflected = self._term.stem and not starred and len(word) >= 3 and word.isalpha()
        if not inflected:
            low = word.casefold()
            return Piece(spell(word), whole(low) or literals(low), "ww")
        stem, endings = inflect(word, self._term.lang)
        lang, low = self._term.lang, stem.casefold()
        return Piece(spell(stem, plural_vowel(stem, lang)) + endings, literals(low, plural_vowel(low, lang)), "ww")


_DIGITS = tuple("0123456789")
_MONTHS_AND_DAYS = (
    *(
        "jan",
        "feb",
        "mär",
        "maer",
        "mar",
        "apr",
        "mai",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "okt",
        "oct",
        "nov",
        "dez",
        "dec",
    ),
    *("mon", "tue", "die", "wed", "mit", "thu", "don", "fri", "fre", "sat", "sam", "sun", "son"),
)
# What a placeholder cannot do without. {word} can do without anything.
_PLACEHOLDER_LITERALS = {
    "number": (*_DIGITS, *(spelling for word in _NUMBER_WORDS for spelling in whole(word))),
    "percent": ("%", "cent", "prozent"),
    "money": ("€", "$", "£", "¥", "eur", "usd", "dollar", "gbp", "chf", "franken", "pfund", "pound", "cent"),
    "date": (*_DIGITS, *_MONTHS_AND_DAYS),
    "time": _DIGITS,
    "year": ("19", "20"),
}
_BEFORE = {"w": r"(?<!\w)", "n": "", "x": r"(?:(?<!\w)|(?!\w))"}
_AFTER = {"w": r"(?!\w)", "n": "", "x": r"(?:(?!\w)|(?<!\w))"}
_PLACEHOLDER_EDGES = {"word": "ww", "year": "ww", "number": "wx", "percent": "wx", "time": "wx"}


def _same(edges: Iterable[str]) -> str:
    found = set(edges)
    return "g" if "g" in found else found.pop() if len(found) == 1 else "x"


def _edge(words: Iterable[Piece], side: int) -> str:
    """What may stand at that end of the sequence: its outermost word that must be there, or an optional one outside it."""
    edges = []
    for word in words:
        edges.append(word.edge[side])
        if not word.optional:
            break
    return _same(edges) if edges else "x"


def _glue(parts: Sequence[Piece]) -> Piece:
    """Parts without a blank between them as one word."""
    if len(parts) == 1:
        return parts[0]
    if any(part.pattern == _GAP for part in parts):
        raise TermError("'...' stands for words; it needs a blank on either side")
    pattern = "".join(_may_miss(part) for part in parts)
    optional = all(part.optional for part in parts)
    required = [_inside(part.literals) for part in parts if part.literals and not part.optional]
    edge = _edge(parts, 0) + _edge(parts[::-1], 1)
    pattern = f"(?=[^\\s-]){pattern}" if optional else pattern
    return Piece(pattern, _contraction(parts) or max(required, key=_worth, default=()), edge, optional)


def _contraction(parts: Sequence[Piece]) -> tuple[str, ...]:
    """Literals of he's, l'eau: the first word with the apostrophe, both as one word without it."""
    if len(parts) != 3 or parts[1].edge != "nn" or not parts[1].optional:
        return ()
    first, last = parts[0].literals, parts[2].literals
    if not first or not last or not all(literal[0] == " " == literal[-1] for literal in (*first, *last)):
        return ()
    return (*first, *(f"{a[:-1]}{b[1:]}" for a in first for b in last))


def _inside(found: tuple[str, ...]) -> tuple[str, ...]:
    """Literals of a part that touches others: no longer words of their own."""
    return tuple(literal.strip(" ") for literal in found)


def _may_miss(part: Piece) -> str:
    return part.pattern if not part.optional or part.pattern[-1] in "?*" else f"{part.pattern}?"


def _worth(found: tuple[str, ...]) -> tuple[bool, int, int]:
    """Long literals are rare in drafts; few are cheap."""
    return (len(found) <= _LONGEST_LITERALS, min(map(len, found)), -len(found))


Words = Mapping[str, Sequence[tuple[int, int]]]


def words_of(text: str) -> Words:
    """The words of a text and where each stands."""
    found: dict[str, list[tuple[int, int]]] = {}
    for match in _WORD.finditer(text):
        found.setdefault(match.group(), []).append(match.span())
    return found


def places(term: Term, text: str, words: Words) -> list[tuple[int, int]]:
    """Start and end of every place in the view where the term stands."""
    if term.plain:
        return [place for word in term.plain for place in words.get(word, ())]
    return [match.span() for match in term.regex.finditer(text) if match.end() > match.start()]
