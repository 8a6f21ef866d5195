"""Placeholders of terms: what {number}, {date} and the like find, and what they cannot do without."""

from __future__ import annotations

import re

from postguard.spelling import spell, whole

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
    "siebzig achtzig neunzig hundert tausend dozens dutzende dozen dutzend"
).split()
_UNIT = r"(?:\s?(?:k|m|mn|mio|mrd|bn|b|tsd)\b\.?|\s(?:thousand|million(?:s|en)?|billion(?:s)?|milliarden?|tausend))?"
_CURRENCY = r"(?:[€$£¥]|eur(?:os?)?\b|usd\b|dollars?\b|gbp\b|chf\b|franken\b|pfund\b|pounds?\b|cents?\b)"
PLACEHOLDERS = {
    "number": rf"(?:{_NUMBER}|(?:(?:a|ein)\s)?(?:{'|'.join(map(spell, _NUMBER_WORDS))})(?!\w))",
    "percent": rf"(?:{_NUMBER}|(?:{'|'.join(map(spell, _NUMBER_WORDS))}))\s?(?:%|percent|per\scent|prozent)",
    "money": rf"(?:{_CURRENCY}\s?{_NUMBER}{_UNIT}|{_NUMBER}{_UNIT}\s?{_CURRENCY})",
    "date": rf"(?<!\w)(?:\d{{1,2}}\.\s?\d{{1,2}}\.(?:\d{{2,4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?|"
    rf"\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:of\s)?(?:{_MONTH})(?!\w)|(?:{_MONTH})\s\d{{1,2}}(?:st|nd|rd|th)?(?!\w)|"
    rf"(?:{_WEEKDAY})(?!\w)|(?:{_MONTH})(?!\w)|q[1-4](?!\w))",
    "time": r"(?<![\w.,:])(?:\d{1,2}[:.]\d\d(?![\d.,:]?\d)(?:\s?(?:uhr|am|pm|h)(?!\w))?|\d{1,2}\s?(?:uhr|am|pm)(?!\w))",
    "year": r"(?:19|20)\d\d(?!\d)",
    "word": r"\w+(?:['-]\w+)*",
}
# Digits are ASCII ones: the folded text has no others but those of scripts that neither language uses.
PLACEHOLDERS = {
    name: re.sub(r"\[([^\]]*)\\d", r"[\g<1>0-9", pattern).replace(r"\d", "[0-9]")
    for name, pattern in PLACEHOLDERS.items()
}
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
LITERALS = {
    "number": (*_DIGITS, *(spelling for word in _NUMBER_WORDS for spelling in whole(word))),
    "percent": ("%", "cent", "prozent"),
    "money": ("€", "$", "£", "¥", "eur", "usd", "dollar", "gbp", "chf", "franken", "pfund", "pound", "cent"),
    "date": (*_DIGITS, *_MONTHS_AND_DAYS),
    "time": _DIGITS,
    "year": ("19", "20"),
}
# Whether they begin and end with a letter or digit, see notation.Piece.
EDGES = {"word": "ww", "year": "ww", "number": "wx", "percent": "wx", "time": "wx"}
