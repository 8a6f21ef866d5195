"""Links, hashtags, mentions and emoji in a text, as the networks see them.

The link expressions follow twitter-text 3.1.0 (Copyright 2018 Twitter, Inc., Apache-2.0); Mastodon uses the same
library with other schemes and paths. Hashtags and mentions follow it too, widened by names with a host. Emoji follow
the sequences of Unicode Technical Standard 51. Every function first asks a cheap question that most posts answer with
no, so the large expressions are compiled only when they are needed.
"""

from __future__ import annotations

import re
import stringprep
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from postguard.spans import Span

if TYPE_CHECKING:
    import regex


_ASCII_LOWER: Final = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}

_INVALID: Final = r"\uFFFE\uFEFF\uFFFF"
_MARKERS: Final = r"\u202A-\u202E\u061C\u200E\u200F\u2066-\u2069"
_SPACES: Final = r"\x09-\x0D\x20\x85\xA0\u1680\u180E\u2000-\u200A\u2028\u2029\u202F\u205F\u3000"
# Neither hyphen nor underscore: whether they may stand in a label depends on the label.
_PUNCTUATION: Final = r"!'#%&()*+,\\./:;<=>?@\[\]\^{|}~$"
_LATIN: Final = (
    r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0253\u0254\u0256\u0257\u0259\u025B\u0263\u0268\u026F\u0272\u0289"
    r"\u028B\u02BB\u0300-\u036F\u1E00-\u1EFF"
)
_HASHTAG_SPECIAL: Final = (
    r"_\u200C\u200D\uA67E\u05BE\u05F3\u05F4\uFF5E\u301C\u309B\u309C\u30A0\u30FB\u3003\u0F0B\u0F0C\u00B7"
)

_PRECEDING: Final = rf"(?:[^A-Za-z0-9@＠$#＃{_INVALID}]|[{_MARKERS}]|^)"
_NOT_IN_HOST: Final = rf"{_PUNCTUATION}{_SPACES}{_INVALID}{_MARKERS}"
_CHARACTER: Final = rf"[^\-_{_NOT_IN_HOST}]"
_TLD: Final = r"(?:\L<tlds>(?=[^0-9a-zA-Z@+\-]|$)|xn--[\-0-9a-z]+)"
_QUERY: Final = r"\?[A-Za-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[A-Za-z0-9\-_&=#/]"

_MAX_LABEL: Final = 63
_MAX_URL: Final = 4096
_MAX_SHORT_SLUG: Final = 40


# The library knows no bounds, but refuses labels above 63 afterwards; without bounds a long text would cost its square.
_SUBDOMAIN: Final = rf"{_CHARACTER}[^{_NOT_IN_HOST}]{{0,64}}+\.(?<![_\-]\.)"
_DOMAIN_NAME: Final = rf"{_CHARACTER}[^_{_NOT_IN_HOST}]{{0,64}}+\.(?<!-\.)"
_DOMAIN: Final = rf"(?:{_SUBDOMAIN}){{0,40}}{_DOMAIN_NAME}{_TLD}"
# Where no link starts, none starts further inside the same label either, unless a scheme follows: no need to try there.
_SKIP: Final = rf"[A-Za-z0-9]++|[^\x00-\x7f＠＃{_SPACES}{_INVALID}{_MARKERS}](?:{_CHARACTER}(?!https?://))*+"


def links(text: str) -> list[Span]:
    """Links as an author sees them: `http(s)://…`, `www.…`, and bare domains with a known top-level domain.

    Stricter than X for bare domains, which also makes links of missing spaces (`gut.Es`) and of `Co.KG`: their
    top-level domain must be in lower case, or the whole host in capitals. The host of an e-mail address is no link.
    """
    if not _may_hold_link(text):
        return []
    found = [Span(match.start(), _trimmed(text, match.start(), match.end())) for match in _marked().finditer(text)]
    for span in x_links(text):
        if not any(span.overlaps(other) for other in found) and _is_bare_link(text, span):
            found.append(span)
    return sorted(found)


def x_links(text: str) -> list[Span]:
    """Links that X shortens and counts as 23, with and without scheme, as twitter-text extracts them."""
    if not _may_hold_link(text):
        return []
    text, pattern = _lower(text), _x_pattern()
    found: list[Span] = []
    for word in _words().finditer(text):
        # One character earlier, because the expression looks at what stands in front of the link.
        start, end = max(word.start() - 1, 0), word.end()
        if _may_hold_link(word[0]):
            matches = (match for match in pattern.finditer(text, start, end) if match["url"])
            found.extend(span for match in matches for span in _x_spans(text, match))
    return found


def mastodon_links(text: str) -> list[Span]:
    """Links that Mastodon counts as 23: only those with a scheme it knows."""
    if "://" not in text:
        return []
    matches = (match for match in _mastodon_pattern().finditer(_lower(text)) if _is_valid(match))
    return [Span(*match.span("url")) for match in matches]


def hashtags(text: str) -> list[Span]:
    """Hashtags including the sign: at least one letter, not inside a word, not part of a link."""
    if "#" not in text and "＃" not in text:
        return []
    taken = links(text)
    spans = (Span(*match.span("tag")) for match in _hashtag_pattern().finditer(text))
    return [span for span in spans if not any(link.start < span.start < link.end for link in taken)]


def mentions(text: str) -> list[Span]:
    """Mentions: `@name`, `@name@host` and names with dots; never part of an e-mail address or a link."""
    if "@" not in text and "＠" not in text:
        return []
    taken = [span for span in links(text) if "@" in text[span.start : span.end]]
    spans = (Span(*match.span()) for match in _mention_pattern().finditer(text))
    return [span for span in spans if not any(span.overlaps(link) for link in taken)]


def remote_mentions(text: str) -> list[tuple[Span, str]]:
    """Mentions with a host, each with the part that Mastodon counts: `@name`."""
    if text.count("@") < 2:
        return []
    matches = (match for match in _mention_pattern().finditer(text) if match["host"])
    return [(Span(*match.span()), "@" + match["name"]) for match in matches]


def emoji(text: str) -> list[Span]:
    """One span per emoji sequence: flags, keycaps, skin tones and joined families are one each."""
    if text.isascii() or not _may_be_emoji().search(text):
        return []
    return [Span(*match.span()) for match in emoji_pattern().finditer(text)]


def _may_hold_link(text: str) -> bool:
    return ("." in text and (_dot_inside().search(text) is not None)) or "://" in text


def _lower(text: str) -> str:
    """`text` with ASCII letters in lower case: other letters would change the number of code points."""
    return text.lower() if text.isascii() else text.translate(_ASCII_LOWER)


def _trimmed(text: str, start: int, end: int) -> int:
    """`end` without the punctuation that closes the sentence; a bracket stays if it was opened inside the link."""
    while end > start:
        last = text[end - 1]
        if last == ")" and text.count("(", start, end) >= text.count(")", start, end):
            break
        if last not in ".,:;!?)]}'\"*_»«“”‘’…":
            break
        end -= 1
    return end


def _is_bare_link(text: str, span: Span) -> bool:
    before = text[: span.start]
    # X starts a link behind any letter that is not ASCII; nobody reads `ber.de` in `Über.de#` or in an address so.
    if before[-1:].isalpha() and (before[-1] < "\u0250" or "@" in before.rsplit(None, 1)[-1]):
        return False
    host = re.split(r"[/?:]", text[span.start : span.end], maxsplit=1)[0]
    return host.rpartition(".")[2].islower() or host.isupper() or not host.isascii()


def _x_spans(text: str, match: regex.Match[str]) -> Iterator[Span]:
    """The links in one match: with a scheme one; without, every ASCII part of the host, the last one with the path."""
    if not _is_valid(match):
        return
    start, end = match.span("url")
    if match["scheme"]:
        short = _short_pattern().match(text, start, end)
        if short and len(short[1]) > _MAX_SHORT_SLUG:
            return
        yield Span(start, short.end() if short else end)
        return
    if match["before"] in ("-", "_", ".", "/"):
        return
    hosts = list(_ascii_domain_pattern().finditer(match["domain"]))
    for index, host in enumerate(hosts):
        with_path = match["path"] and index == len(hosts) - 1
        yield Span(start + host.start(), end if with_path else start + host.end())


def _is_valid(match: regex.Match[str]) -> bool:
    """The library's own check of a host: no label above 63 in its ASCII form, the whole link at most 4,096."""
    domain = match["domain"]
    if domain.startswith("xn--") and not _ascii_domain_pattern().search(domain):
        return False
    encoded = [_ascii_label(label) for label in domain.split(".")]
    if any(not 1 <= len(label) <= _MAX_LABEL for label in encoded):
        return False
    growth = len(".".join(encoded)) - len(domain)
    return len(match["scheme"] or "https://") + len(match["url"]) + growth <= _MAX_URL


def _ascii_label(label: str) -> str:
    # Nameprep (RFC 3491) maps joiners and variation selectors to nothing: a label of these alone is empty.
    label = "".join(character for character in label if not stringprep.in_table_b1(character))
    # Ideographic full stops divide labels too, though the expression does not know them.
    parts = re.split("[\u3002\uff0e\uff61]", label)
    return ".".join(part if part.isascii() else "xn--" + _punycode(part) for part in parts)


def _punycode(label: str) -> str:
    try:
        return label.encode("punycode").decode("ascii")
    except UnicodeError:
        return "x" * (_MAX_LABEL + 1)


@cache
def _tlds() -> frozenset[str]:
    from postguard import tlds

    known = tlds.known()
    return known | {_lower(name.upper()) for name in known if not name.isascii()}


@cache
def _marked() -> re.Pattern[str]:
    return re.compile(r"(?<![^\W_])(?:https?://|www\.(?=[^\W_]))[^\s<>\"„“”»«]+", re.IGNORECASE)


@cache
def _x_pattern() -> regex.Pattern[str]:
    import regex

    general = rf"[A-Za-z\u0400-\u04FF0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]"
    parentheses = rf"\((?:{general}+|{general}*\({general}+\){general}*)\)"
    ending = rf"[+\-A-Za-z\u0400-\u04FF0-9=_#/{_LATIN}]"
    # As the library joins its parts: parentheses end a path only right behind an ending character or the slash.
    path = rf"(?:{general}*(?:{parentheses}{general}*)*{ending}|{parentheses}|@{general}+/)"
    url = _url("https?://", optional="?", path=path, query=_QUERY)
    return regex.compile(rf"{url}|{_SKIP}", tlds=_tlds())


@cache
def _mastodon_pattern() -> regex.Pattern[str]:
    import regex

    general = r"[^\p{White_Space}<>()?]"
    parentheses = rf"\((?:{general}+|{general}*\({general}+\){general}*)\)"
    ending = rf"(?:[^\p{{White_Space}}()?!*\"'「」<>;:=,.$%\[\]~&|@]|{parentheses})"
    path = rf"(?:{general}*(?:{parentheses}{general}*)*{ending}|{general}+/)"
    scheme = "(?:https?|dat|dweb|ipfs|ipns|ssb|gopher|gemini)://"
    unicode = r"\u00A0-\uD7FF\uE000-\uFDCF\uFDF0-\uFFEF\U00010000-\U0010FFFD"
    query = rf"\?[A-Za-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@\^{unicode}]*[A-Za-z0-9_&=#/\-{unicode}]"
    return regex.compile(_url(scheme, optional="", path=path, query=query), tlds=_tlds())


def _url(scheme: str, *, optional: str, path: str, query: str) -> str:
    return (
        rf"(?P<before>{_PRECEDING})(?P<url>(?P<scheme>{scheme}){optional}(?P<domain>{_DOMAIN})"
        rf"(?::[0-9]+)?(?P<path>/{path}*)?(?:{query})?)"
    )


@cache
def _short_pattern() -> re.Pattern[str]:
    return re.compile(rf"https?://t\.co/([a-z0-9]+)(?:{_QUERY})?", re.IGNORECASE | re.ASCII)


@cache
def _ascii_domain_pattern() -> regex.Pattern[str]:
    import regex

    return regex.compile(rf"(?:[\-A-Za-z0-9{_LATIN}]+\.)+{_TLD}", tlds=_tlds())


@cache
def _hashtag_pattern() -> regex.Pattern[str]:
    import regex

    inside = rf"[\p{{L}}\p{{M}}\p{{Nd}}{_HASHTAG_SPECIAL}]"
    before = rf"(?:^|(?<=[\uFE0E\uFE0F])|(?<!{inside}|&))"
    return regex.compile(rf"{before}(?P<tag>[#＃](?!\uFE0F|\u20E3){inside}*[\p{{L}}\p{{M}}]{inside}*+)(?![#＃]|://)")


@cache
def _mention_pattern() -> re.Pattern[str]:
    host = r"@[^\W_](?:[\w.-]*[^\W_])?"
    name = r"[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*"
    return re.compile(rf"(?<![\w@＠!#$%&*/=+.\-])[@＠](?P<name>{name})(?P<host>{host})?(?![@＠]|://|\w)")


@cache
def emoji_pattern() -> regex.Pattern[str]:
    """One emoji sequence: flag, subdivision flag, keycap, or pictographs with tone and presentation, joined or not."""
    import regex

    # Signs such as TM and arrows are emoji only with the variation selector; hearts and suns are so by themselves.
    plain = r"\p{Emoji_Presentation}(?!\uFE0E)|[\p{Emoji}&&[\u2600-\u27BF\U0001F000-\U0001FFFF]](?!\uFE0E)"
    chosen = r"[\p{Emoji}--[0-9#*]--\p{Emoji_Presentation}]\uFE0F"
    picture = rf"(?:\p{{Emoji_Modifier_Base}}\p{{Emoji_Modifier}}|{chosen}|{plain})"
    tags = r"\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F"
    joined = rf"{picture}(?:\u200D(?:{picture}|\p{{Extended_Pictographic}}))*"
    alone = r"\p{Emoji_Modifier}|\p{Regional_Indicator}"
    return regex.compile(rf"\p{{Regional_Indicator}}{{2}}|[0-9#*]\uFE0F?\u20E3|{tags}|{joined}|{alone}", regex.V1)


@cache
def _words() -> re.Pattern[str]:
    return re.compile(r"\S+")


@cache
def _dot_inside() -> re.Pattern[str]:
    # In front of something that can be the start of a top-level domain; most sentences have none.
    return re.compile(r"\.[^\W\d_](?:[^\W\d_]|[^\x00-\x7f])")


@cache
def _may_be_emoji() -> re.Pattern[str]:
    # The first emoji outside Latin-1 is U+203C; keycaps end in U+20E3.
    return re.compile("[\u00a9\u00ae\u203c-\U0010ffff]")
