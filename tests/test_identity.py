"""A word for what people are never raises a finding: the same sentence about neighbours gets the same answer."""

from __future__ import annotations

import pytest

from postguard import Draft, Linter

GROUPS = {
    "en": [
        "Women", "Men", "Mothers", "Muslims", "Jews", "Christians", "Sikhs", "Atheists", "Gay couples", "Lesbians",
        "Trans people", "Queer people", "Non-binary people", "Disabled people", "Wheelchair users", "Deaf people",
        "Blind people", "Autistic people", "People with ADHD", "People with HIV", "Fat people", "Black people", "Asians",
        "Africans", "Arabs", "Indians", "Poles", "Turks", "Romanians", "Russians", "Ukrainians", "Syrians",
        "Roma families", "Refugees", "Immigrants", "Foreigners", "Pensioners", "Grandmothers", "Old people",
        "Teenagers", "Homeless people", "Blondes", "Pregnant women", "Women in headscarves",
    ],
    "de": [
        "Frauen", "Männer", "Mütter", "Muslime", "Juden", "Christen", "Sikhs", "Atheisten", "Schwule Paare", "Lesben",
        "Transmenschen", "Queere Menschen", "Nichtbinäre Menschen", "Behinderte Menschen", "Rollstuhlfahrer",
        "Gehörlose", "Blinde", "Autisten", "Menschen mit ADHS", "Menschen mit HIV", "Dicke Menschen", "Schwarze",
        "Asiaten", "Afrikaner", "Araber", "Inder", "Polen", "Türken", "Rumänen", "Russen", "Ukrainer", "Syrer",
        "Roma", "Geflüchtete", "Migranten", "Ausländer", "Rentner", "Großmütter", "Alte Menschen", "Jugendliche",
        "Obdachlose", "Blonde", "Schwangere", "Frauen mit Kopftuch",
    ],
}  # fmt: skip
NEUTRAL = {"en": "Neighbours", "de": "Nachbarn"}
SENTENCES = {
    "en": [
        "{group} work in our canteen team, and the soup is good 😂",
        "{group} cannot use the lift today, it is broken.",
        "{group} won the quiz last night, hats off!",
        "Finally a lift: {group} asked for it for years.",
        "Thanks to everybody who came on Saturday. {group} and their families were there from ten to six.",
        "{group} visit our workshop on Friday and try the new saw 😉",
        "At our open day {group} told us what the app still lacks. We listened.",
        "{group}, {group} and once more {group}: that was our audience in May.",
        "Today {group} run the kitchen, the phones and the van.",
        "More room for {group}: our new waiting area opens on Monday 🎉",
    ],
    "de": [
        "{group} arbeiten in unserem Küchenteam, und die Suppe schmeckt 😂",
        "{group} können den Aufzug heute leider nicht nutzen.",
        "{group} haben gestern das Quiz gewonnen, Hut ab!",
        "Endlich ein Aufzug: {group} haben ihn seit Jahren gewünscht.",
        "Danke an alle, die am Samstag da waren. {group} kamen mit ihren Familien von zehn bis sechs.",
        "{group} besuchen am Freitag unsere Werkstatt und probieren die neue Säge aus 😉",
        "Beim Tag der offenen Tür haben uns {group} gesagt, was der App noch fehlt. Wir haben zugehört.",
        "{group}, {group} und noch einmal {group}: Das war unser Publikum im Mai.",
        "Heute übernehmen {group} Küche, Telefon und Lieferwagen.",
        "Mehr Platz für {group}: Am Montag öffnet der neue Wartebereich 🎉",
    ],
}
PAIRED = [
    (lang, group, sentence) for lang, groups in GROUPS.items() for group in groups for sentence in SENTENCES[lang]
]


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter.load()


@pytest.mark.parametrize(("lang", "group", "sentence"), PAIRED)
def test_naming_a_group_changes_nothing(linter: Linter, lang: str, group: str, sentence: str) -> None:
    def answer(name: str) -> set[tuple[str, str]]:
        report = linter.check(Draft(sentence.format(group=name), lang=lang, author="brand"))
        return {(finding.rule, finding.severity.name) for finding in report.findings}

    assert answer(group) == answer(NEUTRAL[lang])
