"""The notation of terms: reads what stands in a rule into one expression and its literals. See terms.py for the notation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from postguard.folding import fold_term
from postguard.language import SMALL_WORDS
from postguard.placeholders import EDGES, LITERALS, PLACEHOLDERS
from postguard.spelling import inflect, literals, plural_vowel, spell, whole

GAP_WORDS = 4
_TOKEN = re.compile(r"\.\.\.|\{\w*\}?|\(|\)\??|\||\*|\s+|[^\W_]+|.", re.DOTALL)
_OPTIONAL_PLACEHOLDER = re.compile(r"(\{\w+\})\?")
_SPACE = r"[\s-]{1,3}"
_SPACE_AFTER_GAP = r"(?:[\s-]{1,3}|(?<=[\s-]))"  # a gap takes the blank behind it
# Possessive, so that a word has one end only and a line of dashes costs nothing; 1.200 and E-Mail are one word each.
_GAP = rf"[^\w.!?\n]+(?:\w++(?:(?:['-]|(?<=\d)[.,:](?=\d))\w++)*+[^\w.!?\n]+){{0,{GAP_WORDS}}}?"
_APOSTROPHES, _DASHES = "['’‘ʼ´`]?", "‐‑–—−"
_MOST_ALTERNATIVES = 64  # alternatives of one term that the literal pass may look for
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
    also: tuple[tuple[str, ...], ...] = ()  # of each of these groups of literals one must occur too


def read_term(source: str, lang: str, *, stem: bool, exact: bool) -> Piece:
    """The expression and the literals of a term. Raises TermError."""
    return _Reader(source, lang, stem, exact).read()


class _Reader:
    """Recursive descent over the tokens of one term."""

    def __init__(self, source: str, lang: str, stem: bool, exact: bool) -> None:
        if not source.strip():
            raise TermError("an empty term would match everywhere; delete it")
        if len(source) > MAX_TERM:
            raise TermError(f"a term of {len(source)} characters; {MAX_TERM} at most, write a list of terms")
        self._original, self._lang, self._stem, self._exact = source, lang, stem, exact
        self._source = source if exact else fold_term(source)
        self._tokens = _TOKEN.findall(_OPTIONAL_PLACEHOLDER.sub(r"(\1)?", self._source.strip()))
        self._at = 0
        self._depth = 0

    def read(self) -> Piece:
        piece = self._sequence()
        if self._at < len(self._tokens):
            if self._peek() == "|":
                raise TermError(f"'|' outside of parentheses in {self._original!r}; write (one|other)")
            raise TermError(f"')' without '(' in {self._original!r}")
        if not re.search(r"[^\W_]|[^\w\s*().|?]", self._source.replace("{word}", "")):
            raise TermError(f"{self._original!r} would match every text; name at least one word")
        pattern = f"(?:{piece.pattern})" if "|" in piece.pattern else piece.pattern
        if piece.edge[1] == "g":
            raise TermError(f"'...' in {self._original!r} needs a word on either side that must be there")
        pattern = _BEFORE[piece.edge[0]] + pattern + _AFTER[piece.edge[1]]
        if piece.optional:
            raise TermError(f"{self._original!r} would match an empty text; one part of it must not be optional")
        return Piece(pattern, piece.literals, piece.edge, also=piece.also)

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
                    raise TermError(f"'...' in {self._original!r} needs a word on either side that must be there")
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
        required.sort(key=_frequency)
        also = tuple(found for found in required[1:] if len(found) <= _MOST_ALTERNATIVES)
        return Piece("".join(out), required[0] if required else (), edge, optional, also)

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
                LITERALS.get(token[1:-1], ()),
                EDGES.get(token[1:-1], "xx"),
            )
        if token[0].isalnum():
            return self._word(token)
        if token == "'":
            return Piece(_APOSTROPHES if self._exact else "'?", edge="nn", optional=True)
        if token == "-":
            return self._dash()
        found = () if token.isascii() else (fold_term(token),)
        return Piece(re.escape(token), tuple(filter(None, found)), "ww" if token == "_" else "nn")

    def _dash(self) -> Piece:
        dash = f"{_DASHES}-" if self._exact else "-"
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
            raise TermError(f"'(' is never closed in {self._original!r}")
        self._at += 1
        self._depth -= 1
        if any(not branch.pattern for branch in branches):
            raise TermError(f"an empty alternative in {self._original!r}; write (…)? for something that may be missing")
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
        inflected = self._stem and not starred and len(word) >= 3 and word.isalpha()
        if not inflected:
            low = word.casefold()
            return Piece(spell(word), whole(low) or literals(low), "ww")
        stem, endings = inflect(word, self._lang)
        lang, low = self._lang, stem.casefold()
        return Piece(spell(stem, plural_vowel(stem, lang)) + endings, literals(low, plural_vowel(low, lang)), "ww")


_BEFORE = {"w": r"(?<!\w)", "n": "", "x": r"(?:(?<!\w)|(?!\w))"}
_AFTER = {"w": r"(?!\w)", "n": "", "x": r"(?:(?!\w)|(?<!\w))"}


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
    return Piece(pattern, _contraction(parts) or min(required, key=_frequency, default=()), edge, optional)


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


def _frequency(found: tuple[str, ...]) -> float:
    """How often one of the literals is to be expected in a post: a rough guess from length and small words is enough."""
    frequency = sum(1.0 if literal.strip() in SMALL_WORDS else 10.0 ** (-len(literal) / 2) for literal in found)
    return frequency + (len(found) > _MOST_ALTERNATIVES)
