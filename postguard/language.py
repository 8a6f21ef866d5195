"""Which of the two languages a text is written in, by its small words.

Two languages need no statistical model: the closed-class words (articles, pronouns, prepositions, auxiliaries) of English
and German hardly overlap and make up about half of any running text. A draft may switch language, so the answer is a
set: rules of every language that is there may run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_ENGLISH = frozenset(
    (
        "the of and to that it is you we our your my i for with this are have has had not but from they their what "
        "which would there been if do does did can could will just about out up so its i don doesn can isn won by "
        "who how when her his him she he us them than then these those being over after before new now today all more "
        "get got at as be an a on or no my me into only very too much any some yes please thanks thank let "
        " here going gonna off again because while where why never always"
    ).split()
)
_GERMAN = frozenset(
    (
        "der die das und ist nicht ich wir sie ihr ein eine einen einem einer eines zu mit auf für von dem den des im "
        "auch es an als wie bei aber oder nach so dass daß noch nur über uns unser unsere unserem unseren unserer "
        "euch euer eure du dich dir mich mir er ihn ihm sich hat haben habe hatte hatten sind war waren wird werden "
        "wurde wurden kann können muss müssen soll sollen will wollen mehr schon sehr jetzt heute immer wieder vom "
        "zum zur am aus um wenn weil denn doch mal ja nein kein keine keinen hier da dann was wer wo warum alle alles "
        "gibt geht gut neue neuen neuer neues bitte danke ihre ihren ihrem ihrer mein meine meinen dein deine sein "
        "seine nichts man vor bis ab ohne gegen durch heißt bin bist seid morgen gestern leider endlich gerade nie "
        "ganz etwas viel viele beim ins habt hast"
    ).split()
)
SMALL_WORDS = _ENGLISH | _GERMAN
_GERMAN_LETTERS = re.compile("[äöüß]")
DEFAULT = "en"
BOTH = frozenset({"en", "de"})


def languages(words: Mapping[str, Sequence[object]], text: str) -> tuple[str, frozenset[str]]:
    """Main language of a folded text, and all whose rules should read it. `words` are its words with their places.

    A language with a fifth of the small words of the other still counts as present; without any evidence both do.
    """
    english = sum(len(words[word]) for word in _ENGLISH.intersection(words))
    german = sum(len(words[word]) for word in _GERMAN.intersection(words))
    german += min(len(_GERMAN_LETTERS.findall(text)), 4)
    if not english and not german:
        return DEFAULT, BOTH
    main = "de" if german > english else "en"
    weaker, stronger = sorted((english, german))
    both = (weaker >= 2 and weaker * 5 >= stronger) or stronger < 2
    return main, BOTH if both else frozenset({main})
