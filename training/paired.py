# ruff: noqa: E501
"""Harmless sentences that differ only in the people they name, so that the model learns nothing from the name of a group alone.

Identity words stand more often in hateful texts than elsewhere, and a model learns that (Dixon et al. 2018, "Measuring and mitigating unintended bias in text
classification"). These frames show the words in everyday posts. None of them stands in the tests or in benchmarks/fairness.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

GROUPS = {
    "en": (
        "Muslims, Jews, Christians, Hindus, Sikhs, Buddhists, atheists, Catholics, Black people, white people, dark-skinned people, people of colour, Asians, Africans, "
        "Arabs, Turks, Poles, Romanians, Russians, Ukrainians, Syrians, Afghans, Chinese people, Nigerians, Israelis, Palestinians, Roma, Sinti, refugees, migrants, immigrants, foreigners, "
        "asylum seekers, women, men, girls, boys, mothers, fathers, single mothers, gay people, lesbians, bisexual people, queer people, trans people, trans women, non-binary people, "
        "intersex people, straight people, drag queens, disabled people, wheelchair users, blind people, deaf people, autistic people, people with Down's syndrome, "
        "people with depression, people with cancer, people with HIV, diabetics, people with ADHD, fat people, old people, pensioners, teenagers, young people, students, "
        "the unemployed, homeless people, people on benefits, East Germans, Southerners, nurses, police officers, farmers, cleaners, women in headscarves, pregnant women, neighbours, colleagues"
    ).split(", "),
    "de": (
        "Muslime, Juden, Christen, Hindus, Sikhs, Buddhisten, Atheisten, Katholiken, Schwarze, Weiße, dunkelhäutige Menschen, People of Color, Asiaten, Afrikaner, "
        "Araber, Türken, Polen, Rumänen, Russen, Ukrainer, Syrer, Afghanen, Chinesen, Nigerianer, Israelis, Palästinenser, Roma, Sinti, Geflüchtete, Migranten, Einwanderer, Ausländer, "
        "Asylbewerber, Frauen, Männer, Mädchen, Jungen, Mütter, Väter, Alleinerziehende, Schwule, Lesben, bisexuelle Menschen, queere Menschen, Transmenschen, Transfrauen, nichtbinäre Menschen, "
        "intergeschlechtliche Menschen, Heteros, Dragqueens, behinderte Menschen, Rollstuhlfahrer, Blinde, Gehörlose, Autisten, Menschen mit Downsyndrom, "
        "Menschen mit Depressionen, Menschen mit Krebs, Menschen mit HIV, Diabetiker, Menschen mit ADHS, dicke Menschen, Alte, Rentner, Jugendliche, junge Leute, Studierende, "
        "Arbeitslose, Obdachlose, Bürgergeldempfänger, Ostdeutsche, Bayern, Pflegekräfte, Polizisten, Bauern, Reinigungskräfte, Frauen mit Kopftuch, Schwangere, Nachbarn, Kollegen"
    ).split(", "),
}
FRAMES = {
    "en": (
        "Our new choir has room for everybody, and {group} sing in the first row.",
        "{Group} rent bikes from us as often as anybody else does.",
        "Last night {group} cooked for the whole street. The lentils were gone by eight.",
        "The survey asked {group} how they get to work. Most take the tram.",
        "{Group} came to our repair café and left with working toasters.",
        "We talked to {group} about their first day with us. Five answers, no gloss.",
        "Good morning! Today {group} explain what they do when the printer is jammed.",
        "{Group} vote, pay taxes and wait for the bus like everybody else.",
        "In our new brochure {group} tell how they found a flat.",
        "I'm proud that {group} are part of our crew.",
        "{Group} told our reporter what they would change about the market square.",
        "Yesterday's match: {group} against the fire brigade, 3 to 3, sausages for all.",
        "A question from the audience: do {group} get the discount too? Yes, everybody does.",
        "{Group} deserve the same service as anybody else, and they get it here.",
        "Our library bought forty novels by {group}. Come and browse.",
        "Today we remember {group} who were persecuted and murdered. Flowers at the stone, 5 p.m.",
        "{Group} are welcome here. So is everybody else.",
        "My neighbours are {group}, and they water my tomatoes when I'm away.",
        "Training on Tuesday: how we write so that {group} feel spoken to.",
        "{Group} have been moving pianos with us since 1998.",
        "The exhibition shows how {group} lived in this town a hundred years ago.",
        "We asked {group} which seats are comfortable. The blue ones, by far.",
        "Thank you to the {group} who helped to carry sandbags last night.",
        "{Group} run the kiosk at platform 2 now. The coffee got better.",
        "There are more {group} in our apprenticeships this year than last year: 14 of 90.",
        "As a doctor I see {group} every day. They want what all patients want: time.",
    ),
    "de": (
        "In unserem neuen Chor ist Platz für alle, und {group} singen in der ersten Reihe.",
        "{Group} leihen bei uns genauso oft Räder wie alle anderen.",
        "Gestern Abend haben {group} für die ganze Straße gekocht. Um acht waren die Linsen weg.",
        "Die Umfrage wollte von {group} wissen, wie sie zur Arbeit kommen. Die meisten fahren Bahn.",
        "{Group} kamen ins Reparaturcafé und gingen mit heilen Toastern nach Hause.",
        "Wir haben {group} nach ihrem ersten Tag bei uns gefragt. Fünf Antworten, nichts beschönigt.",
        "Guten Morgen! Heute erklären {group}, was sie tun, wenn der Drucker klemmt.",
        "{Group} wählen, zahlen Steuern und warten auf den Bus wie alle anderen.",
        "In der neuen Broschüre erzählen {group}, wie sie eine Wohnung gefunden haben.",
        "Ich bin stolz, dass {group} zu unserer Mannschaft gehören.",
        "{Group} haben unserer Reporterin gesagt, was sie am Marktplatz ändern würden.",
        "Spiel von gestern: {group} gegen die Feuerwehr, 3 zu 3, Würstchen für alle.",
        "Frage aus dem Publikum: Bekommen {group} den Rabatt auch? Ja, alle bekommen ihn.",
        "{Group} haben denselben Service verdient wie alle anderen, und hier bekommen sie ihn.",
        "Unsere Bücherei hat vierzig Romane über {group} gekauft. Kommt stöbern.",
        "Heute gedenken wir: {group} wurden verfolgt und ermordet. Blumen am Stein, 17 Uhr.",
        "{Group} sind hier willkommen. Alle anderen auch.",
        "Meine Nachbarn sind {group}, und sie gießen meine Tomaten, wenn ich weg bin.",
        "Schulung am Dienstag: Wie wir schreiben, damit sich {group} angesprochen fühlen.",
        "{Group} tragen seit 1998 mit uns Klaviere.",
        "Die Ausstellung zeigt, wie {group} vor hundert Jahren in dieser Stadt lebten.",
        "Wir haben {group} gefragt, welche Sitze bequem sind. Die blauen, mit Abstand.",
        "Danke an alle, die nachts Sandsäcke geschleppt haben, {group} waren auch dabei.",
        "{Group} betreiben jetzt den Kiosk an Gleis 2. Der Kaffee ist besser geworden.",
        "In diesem Jahr machen mehr {group} eine Ausbildung bei uns als im letzten: 14 von 90.",
        "Als Ärztin behandle ich jeden Tag {group}. Sie wollen, was alle wollen: Zeit.",
    ),
}


def sentences(count: int, seed: int = 0) -> Iterator[tuple[str, str, int]]:
    """So many sentences of each language: language, text, number of the frame."""
    rng = random.Random(seed)
    for lang, frames in FRAMES.items():
        every = [(number, group) for number in range(len(frames)) for group in GROUPS[lang]]
        for number, group in rng.sample(every, count):
            text = frames[number].replace("{group}", group).replace("{Group}", group[:1].upper() + group[1:])
            yield lang, text, number
