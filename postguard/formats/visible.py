"""Text as it may stand on a screen: every character visible, none able to steer the terminal, each with its width.

Invisible and steering characters are shown by name, since hiding words behind them is one of the things that a draft is
checked for. Width is counted in terminal cells per grapheme cluster (Unicode UAX 29), because a cursor moves so.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import regex

# One cell each, visible, and never joined with a neighbour: most drafts hold nothing else, so nothing is imported.
_PLAIN = re.compile(r"[ -~\u00a0-\u00a8\u00aa-\u00ac\u00af-\u02ff\u2010-\u2022\u2026\u20ac\u2190-\u2193\u2713\u2717]*")
_BLANKS = re.compile(r"[ \t\r\n]+")
_TAB = "    "


class Glyph(NamedTuple):
    """What the eye takes for one character: its place in the text, how it is shown, how many cells it takes."""

    start: int
    end: int
    shown: str
    width: int


def visible(text: str) -> str:
    """`text` with invisible and steering characters shown by name; line ends and tabs as well."""
    return text if _PLAIN.fullmatch(text) else "".join(glyph.shown for glyph in glyphs(text))


def glyphs(text: str, offset: int = 0) -> list[Glyph]:
    """The characters of `text` as shown; `offset` is added to their places."""
    if _PLAIN.fullmatch(text):
        return [Glyph(place, place + 1, character, 1) for place, character in enumerate(text, offset)]
    cluster, _, _ = _expressions()
    return [glyph for match in cluster.finditer(text) for glyph in _shown(match.group(), offset + match.start())]


def cells(text: str) -> int:
    """How many terminal cells the shown text takes."""
    return sum(glyph.width for glyph in glyphs(text))


def fold(line: list[Glyph], width: int) -> list[list[Glyph]]:
    """Break one line into rows of at most `width` cells, after spaces where there are any; nothing is lost.

    One space may hang over the edge, so that a row never starts with the space that ended the word before it.
    """
    rows: list[list[Glyph]] = []
    first = used = 0
    after_space: int | None = None
    for index, glyph in enumerate(line):
        hangs = glyph.shown == " " and used == width
        if used + glyph.width > width and index > first and not hangs:
            cut = after_space if after_space is not None else index
            rows.append(line[first:cut])
            used = sum(item.width for item in line[cut:index])
            first, after_space = cut, None
        used += glyph.width
        if glyph.shown == " ":
            after_space = index + 1
    return [*rows, line[first:]]


def wrapped(text: str, width: int) -> list[str]:
    """Prose in rows of at most `width` cells; a no-break space holds its neighbours together and looks like a space."""
    line = glyphs(_BLANKS.sub(" ", text).strip(" "))
    rows = ("".join(glyph.shown for glyph in row) for row in fold(line, max(width, 1)))
    return [row.replace("\u00a0", " ").rstrip() for row in rows]


def _shown(cluster: str, start: int) -> list[Glyph]:
    if _PLAIN.fullmatch(cluster):
        return [Glyph(start + at, start + at + 1, character, 1) for at, character in enumerate(cluster)]
    _, emoji, hidden = _expressions()
    if emoji.fullmatch(cluster) or not hidden.search(cluster):
        shown = f"◌{cluster}" if _width(cluster) == 0 else cluster
        return [Glyph(start, start + len(cluster), shown, min(max(_width(shown), 1), 2))]
    return [glyph for at, character in enumerate(cluster) for glyph in _alone(character, start + at)]


def _alone(character: str, start: int) -> list[Glyph]:
    _, _, hidden = _expressions()
    if hidden.search(character):
        name = _name(character)
        return [Glyph(start, start + 1, name, len(name))]
    return _shown(character, start)


def _name(character: str) -> str:
    code = ord(character)
    if character == "\t":
        return _TAB
    if code <= 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)


@cache
def _expressions() -> tuple[regex.Pattern[str], regex.Pattern[str], regex.Pattern[str]]:
    """Clusters; emoji, in which joiners and variation selectors are at home; characters that hide."""
    import regex

    one = r"\p{Extended_Pictographic}[\p{Emoji_Modifier}\ufe0e\ufe0f\u20e3]*"
    nation = "\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|"
    nation += "\U000e0077\U000e006c\U000e0073)\U000e007f"
    return (
        regex.compile(r"\X"),
        regex.compile(rf"{one}(?:\u200d{one})*|[0-9#*]\ufe0f?\u20e3|{nation}"),
        regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]"),
    )
