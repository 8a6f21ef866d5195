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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from postguard.folding import fold_term

GAP_WORDS = 4
_MONTH = (
    "jan(?:uary|uar)?|feb(?:ruary|ruar)?|m(?:a|ä|ae)rz|mar(?:ch)?|apr(?:il)?|ma[iy]|jun[ei]?|jul[iy]?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?"
)
_WEEKDAY = (
    "mon(?:day|tag)|tuesday|dienstag|wednesday|mittwoch|thursday|donnerstag|fri(?:day|eitag)|freitag|saturday|samstag|"
    "sonnabend|sun(?:day)|sonntag"
)
_NUMBER = r"\d[\d.,']*"
_NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|thousand|zwei|drei|vier|f(?:ü|ue)nf|sechs|sieben|acht|neun|zehn|elf|zw(?:ö|oe)lf|zwanzig|drei(?:ss)ig|"
    "vierzig|f(?:ü|ue)nfzig|sechzig|siebzig|achtzig|neunzig|hundert|tausend|a dozen|ein dutzend|dozens|dutzende"
)
_UNIT = r"(?:\s?(?:k|m|mn|mio|mrd|bn|b|tsd)\b\.?|\s(?:thousand|million(?:s|en)?|billion(?:s)?|milliarden?|tausend))?"
_CURRENCY = r"(?:[€$£¥]|eur(?:os?)?\b|usd\b|dollars?\b|gbp\b|chf\b|franken\b|pfund\b|pounds?\b|cents?\b)"
PLACEHOLDERS = {
    "number": rf"(?:{_NUMBER}|(?:{_NUMBER_WORDS})(?!\w))",
    "percent": rf"(?:{_NUMBER}|(?:{_NUMBER_WORDS}))\s?(?:%|percent|per\scent|prozent)",
    "money": rf"(?:{_CURRENCY}\s?{_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}\s?{_CURRENCY})",
    "date": rf"(?:\d{{1,2}}\.\s?\d{{1,2}}\.(?:\d{{2,4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|"
    rf"\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH})(?!\w)|(?:{_MONTH})\s\d{{1,2}}(?:st|nd|rd|th)?(?!\w)|"
    rf"(?:{_WEEKDAY})(?!\w)|(?:{_MONTH})(?!\w)|q[1-4](?!\w))",
    "time": r"(?:\d{1,2}[:.]\d\d(?:\s?(?:uhr|am|pm|h))?|\d{1,2}\s?(?:uhr|am|pm))",
    "year": r"(?:19|20)\d\d",
    "word": r"\w+(?:['-]\w+)*",
}
_TOKEN = re.compile(r"\.\.\.|\{\w*\}?|\(|\)\??|\||\*|\s+|[^\W_]+|.", re.DOTALL)
_SPACE = r"[\s-]{1,3}"
_GAP = rf"[^\w.!?\n]+(?:[\w'-]+[^\w.!?\n]+){{0,{GAP_WORDS}}}?"
_UMLAUT = {"ä": "ae", "ö": "oe", "ü": "ue"}
_LONGEST_LITERALS = 24  # alternatives of one term that the literal pass may look for


class TermError(ValueError):
    """A term that cannot be read; the text says what to write instead."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a term: its expression, and the literals of which one must occur (empty: unknown)."""

    pattern: str
    literals: tuple[str, ...] = ()
    edge: str = ""  # the first and last literal characters, to decide about word borders


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
    literals: tuple[tuple[str, ...], ...] = field(init=False, repr=False)
    open: tuple[int, ...] = field(init=False, repr=False)  # numbers of the terms that have no literal

    def __post_init__(self) -> None:
        literals = tuple(term.piece.literals for term in self.terms)
        object.__setattr__(self, "literals", literals)
        object.__setattr__(self, "open", tuple(n for n, found in enumerate(literals) if not found))

    def __bool__(self) -> bool:
        return bool(self.terms)


class _Reader:
    """Recursive descent over the tokens of one term."""

    def __init__(self, term: Term) -> None:
        if not term.source.strip():
            raise TermError("an empty term would match everywhere; delete it")
        self._term = term
        self._source = term.source if term.exact else fold_term(term.source)
        self._tokens = _TOKEN.findall(self._source.strip())
        self._at = 0

    def read(self) -> Piece:
        piece = self._sequence()
        if self._at < len(self._tokens):
            raise TermError(f"')' without '(' in {self._term.source!r}")
        if not re.search(r"[^\W_]|[^\w\s*().|?]", self._source):
            raise TermError(f"{self._term.source!r} would match every text; name at least one word")
        before = r"(?<!\w)" if _is_word(piece.edge[:1]) else ""
        after = r"(?!\w)" if _is_word(piece.edge[-1:]) else ""
        pattern = before + (f"(?:{piece.pattern})" if "|" in piece.pattern else piece.pattern) + after
        if re.fullmatch(pattern, ""):
            raise TermError(f"{self._term.source!r} would match an empty text; one part of it must not be optional")
        return Piece(pattern, piece.literals, piece.edge)

    def _peek(self, offset: int = 0) -> str:
        index = self._at + offset
        return self._tokens[index] if 0 <= index < len(self._tokens) else ""

    def _sequence(self) -> Piece:
        parts: list[Piece] = []
        while (token := self._peek()) and token not in {"|", ")", ")?"}:
            parts.append(self._item(token))
        required = [part.literals for part in parts if part.literals]
        edges = [part.edge for part in parts if part.edge]
        edge = edges[0][0] + edges[-1][-1] if edges else ""
        return Piece(_join(parts), max(required, key=_worth, default=()), edge)

    def _item(self, token: str) -> Piece:
        self._at += 1
        if token == "(":
            return self._group()
        if token == "...":
            return Piece(_GAP)
        if token.isspace():
            return Piece(" ")
        if token == "*":
            alone = self._peek(-2).strip() == "" and self._peek().strip() == ""
            return Piece(PLACEHOLDERS["word"] if alone else r"\w*", edge="a" if alone else "*")
        if token[0] == "{":
            if token[1:-1] not in PLACEHOLDERS or token[-1] != "}":
                known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
                raise TermError(f"{token} is no placeholder; known: {known}")
            return Piece(PLACEHOLDERS[token[1:-1]], edge="a" if token[1:-1] in {"word", "year", "number"} else "%")
        if token[0].isalnum():
            return self._word(token)
        if token == "'":
            return Piece("'?", edge="'")
        if token == "-":
            return Piece(r"[\s-]?" if self._peek() and self._at > 1 else "-", edge="-")
        return Piece(re.escape(token), (token,) if not token.isascii() else (), token)

    def _group(self) -> Piece:
        branches = [self._sequence()]
        while self._peek() == "|":
            self._at += 1
            branches.append(self._sequence())
        closing = self._peek()
        if closing not in {")", ")?"}:
            raise TermError(f"'(' is never closed in {self._term.source!r}")
        self._at += 1
        if any(not branch.pattern for branch in branches):
            raise TermError(
                f"an empty alternative in {self._term.source!r}; write (…)? for something that may be missing"
            )
        pattern = f"(?:{'|'.join(branch.pattern for branch in branches)})"
        edge = max((branch.edge for branch in branches), key=lambda e: sum(map(_is_word, e)))
        literals: tuple[str, ...] = ()
        if closing == ")" and all(branch.literals for branch in branches):
            literals = tuple(dict.fromkeys(literal for branch in branches for literal in branch.literals))
        return Piece(pattern + ("?" if closing == ")?" else ""), literals, edge)

    def _word(self, word: str) -> Piece:
        starred = self._peek() == "*"
        inflected = self._term.stem and not starred and len(word) >= 3 and word.isalpha()
        if not inflected:
            return Piece(_spell(word), self._literals(word), word)
        stem, endings = _inflect(word, self._term.lang)
        umlauts = self._term.lang == "de"
        literals = _before_umlaut(stem) if umlauts else self._literals(stem)
        return Piece(_spell(stem, plural=umlauts) + endings, literals, word)

    def _literals(self, word: str) -> tuple[str, ...]:
        fragments = re.split("[äöü]", word.casefold() if self._term.exact else word)
        longest = max(fragments, key=len)
        if len(longest) >= 4 or len(fragments) == 1:
            return (longest,) if longest else ()
        spelt = product(*((c, _UMLAUT[c]) if c in _UMLAUT else (c,) for c in word.casefold()))
        return tuple("".join(letters) for letters in spelt)


def _join(parts: Sequence[Piece]) -> str:
    """Blanks beside a gap belong to the gap; blanks beside an optional part are optional with it."""
    out: list[str] = []
    for number, part in enumerate(parts):
        if part.pattern != " ":
            out.append(part.pattern)
            continue
        before = parts[number - 1].pattern if number else ""
        after = parts[number + 1].pattern if number + 1 < len(parts) else ""
        if _GAP in (before, after):
            continue
        optional = (before.endswith(")?") and before.startswith("(?:")) or (
            after.endswith(")?") and after.startswith("(?:")
        )
        out.append(r"[\s-]{0,3}" if optional else _SPACE)
    return "".join(out)


def _worth(literals: tuple[str, ...]) -> tuple[bool, int, int]:
    """Long literals are rare in drafts; few are cheap."""
    return (len(literals) <= _LONGEST_LITERALS, min(map(len, literals)), -len(literals))


def _is_word(character: str) -> bool:
    return bool(character) and (character.isalnum() or character == "_")


def _spell(word: str, *, plural: bool = False) -> str:
    """A word with both spellings of its umlauts; `plural` lets the last a, o, u become ä, ö, ü."""
    vowel = max(word.rfind(c) for c in "aou") if plural else -1
    if vowel > 0 and word[vowel - 1] == "a" and word[vowel] == "u":
        vowel -= 1
    out = []
    for number, c in enumerate(word):
        if c in _UMLAUT:
            out.append(f"(?:{c}|{_UMLAUT[c]})")
        elif number == vowel:
            umlaut = {"a": "ä", "o": "ö", "u": "ü"}[c]
            out.append(f"(?:{c}e?|{umlaut})")
        else:
            out.append(re.escape(c))
    return "".join(out)


def _before_umlaut(stem: str) -> tuple[str, ...]:
    """Literals of a German stem of which one stays whatever the plural does to its last vowel."""
    vowel = max(stem.rfind(c) for c in "aou")
    if vowel > 0 and stem[vowel - 1] == "a":
        vowel -= 1
    fixed = (
        re.split("[äöü]", stem[:vowel]) + re.split("[äöü]", stem[vowel + 1 :])
        if vowel >= 0
        else re.split("[äöü]", stem)
    )
    longest = max(fixed, key=len)
    if len(longest) >= 3 or vowel < 0:
        return (longest,)
    umlaut = {"a": "ä", "o": "ö", "u": "ü"}[stem[vowel]]
    return tuple(stem[:vowel] + letter + stem[vowel + 1 :] for letter in (stem[vowel], umlaut, stem[vowel] + "e"))


def _inflect(word: str, lang: str) -> tuple[str, str]:
    """Stem and endings of the usual inflection.

    Endings are listed rather than stemmed with Snowball, because Snowball also merges derivations (organ and
    organisation, general and generous), which is a false alarm in a rule.
    """
    english = _english(word)
    if lang == "en":
        return english
    german = _german(word)
    if lang == "de":
        return german
    return (
        word,
        f"(?:{'|'.join(sorted({'s', 'es', 'ed', 'ing', 'e', 'en', 'er', 'ern', 'em', 'n'}, key=len, reverse=True))})?",
    )


def _english(word: str) -> tuple[str, str]:
    if word.endswith("e"):
        return word[:-1], r"(?:e|es|ed|ing|e's)"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1], r"(?:y|ies|ied|ying|y's)"
    return word, rf"(?:s|es|ed|ing|'s|{word[-1]}ed|{word[-1]}ing)?"


def _german(word: str) -> tuple[str, str]:
    if word.endswith("en") and len(word) > 4:
        return word[:-2], r"(?:en|e|st|t|te|ten|est|et|ete|eten|end|ende[nrsm]?|ens)"
    if word.endswith("e"):
        return word[:-1], r"(?:e|en|er|es|em|ern|s|n)?"
    return word, r"(?:e|en|er|ern|es|em|n|ns|s|se|sen|in|innen)?"


class Index:
    """One automaton over the literals of all term sets: which terms can occur in a text at all."""

    def __init__(self, sets: Iterable[TermSet]) -> None:
        from ahocorasick_rs import AhoCorasick

        postings: dict[str, list[tuple[TermSet, int]]] = {}
        self._open: list[tuple[TermSet, tuple[int, ...]]] = []
        self.sets = frozenset(sets)
        for termset in self.sets:
            if termset.open:
                self._open.append((termset, termset.open))
            for number, literals in enumerate(termset.literals):
                for literal in literals:
                    postings.setdefault(literal, []).append((termset, number))
        self._postings = [tuple(found) for found in postings.values()]
        self._automaton = AhoCorasick(list(postings)) if postings else None

    def scan(self, text: str) -> dict[TermSet, set[int]]:
        """For each term set that may have a match in `text` (folded), the numbers of the terms to try."""
        hits: dict[TermSet, set[int]] = {termset: set(numbers) for termset, numbers in self._open}
        if self._automaton is None:
            return hits
        for number in {match[0] for match in self._automaton.find_matches_as_indexes(text, overlapping=True)}:
            for termset, term in self._postings[number]:
                known = hits.get(termset)
                if known is None:
                    hits[termset] = {term}
                else:
                    known.add(term)
        return hits


def matches(terms: Iterable[Term], text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every place in the view where one of the terms stands."""
    for term in terms:
        for match in term.regex.finditer(text):
            if match.end() > match.start():
                yield match.span()
