"""The linter: one draft in, one report out. Holds a rule set and caches, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from postguard.accepted import Accepted, load_accepted
from postguard.calendar import EMPTY, Calendar
from postguard.config import Settings, load_settings, with_packs
from postguard.draft import Draft
from postguard.errors import CheckError, RuleProblems
from postguard.ical import read_calendar
from postguard.kinds.base import CannotRun, Match
from postguard.policy import Judge, score, verdict
from postguard.reading import Reading
from postguard.report import MASKED_CATEGORIES, Finding, Fix, Report, Severity, Skipped, mask
from postguard.rulebook.cache import Cache
from postguard.rulebook.confidence import Confidence
from postguard.rulebook.examples import example_draft
from postguard.rulebook.ruleset import Rule, Ruleset, load_ruleset, text_in
from postguard.rulebook.spec import Head
from postguard.settle import settle
from postguard.spans import Span, utf16

_VALUE = re.compile(r"\{(\w+)\}")


class Linter:
    """Checks drafts against one rule set. Safe to share between threads."""

    def __init__(
        self,
        ruleset: Ruleset,
        settings: Settings | None = None,
        accepted: Accepted | None = None,
        calendar: Calendar = EMPTY,
    ) -> None:
        self.ruleset = ruleset
        self.settings = settings or Settings()
        self.calendar = calendar
        self._judge = Judge(self.settings, ruleset, self.calendar)
        self._judge.check()
        self._accepted = accepted or Accepted()
        self._confidence = Confidence.shipped()
        self._allowed: dict[tuple[str | None, str | None, str], frozenset[int]] = {}
        self._may_be_off = bool(self.settings.off or self.settings.policies)
        self._classifiers = frozenset(rule.id for rule in ruleset.rules if rule.kind == "classifier")

    @classmethod
    def load(
        cls,
        *,
        config: str | Path | None = None,
        rules: Sequence[str] | None = None,
        only: Sequence[str] = (),
        cache: Cache | None = None,
        models: Any = None,
        documents: Any = None,
    ) -> Linter:
        """A linter from a configuration file (default: the embedded one) or from packs.

        With `only`, just the rules whose id begins with one of its texts; no such rule is an error.

        Raises RuleProblems with every mistake of the rules, PostguardError for anything else in the configuration.
        """
        cache = cache or Cache.of_user()
        settings, base = load_settings(Path(config) if config else None, cache)
        if rules is not None:
            settings = with_packs(settings, tuple(rules))
        if models is None:
            from postguard.classifiers import load_model as models
        calendar = read_calendar(settings.calendar, settings.timezone, base, cache) if settings.calendar else EMPTY
        ruleset = load_ruleset(
            settings.packs,
            base=base,
            lists=settings.lists(),
            voice=settings.organisation.voice,
            cache=cache,
            models=models,
            documents=documents,
            calendar=calendar,
            thresholds=settings.thresholds,
            pipelines={str(lang): name for lang, name in settings.pipelines.items()},
        )
        accepted = load_accepted(base / settings.accepted, (rule["head"]["id"] for rule in ruleset.book.rules), cache)
        linter = cls(ruleset, settings, accepted, calendar)
        linter._refuse_silent_rules(cache)
        return cls(ruleset.only(only), settings, accepted, calendar) if only else linter

    def _refuse_silent_rules(self, cache: Cache) -> None:
        """A rule of one's own packs that none of its examples fires guards nothing; looked at once for each rule set.

        Shipped packs are proven before they are shipped. Rules on the organisation's own words are left to `rules prove`,
        because their examples speak of the example organisation.
        """
        own = [rule for rule in self.ruleset.rules if Path(rule.pack).name != rule.pack and not rule.asks_organisation]
        if not own or cache.get("proven", self.ruleset.digest):
            return
        silent = [rule for rule in own if not any(self._fires(rule))]
        if silent:
            text = "none of its own hit examples makes it fire; it would guard nothing (see: postguard rules prove)"
            raise RuleProblems(rule.problem(f"{rule.id}: {text}") for rule in silent)
        cache.put("proven", self.ruleset.digest, True)

    def _fires(self, rule: Rule) -> Iterator[bool]:
        for lang, examples in rule.examples.hit.items():
            for example in examples:
                try:
                    yield bool(self.check_rule(rule, example_draft(example, lang, rule)[0]))
                except CheckError:  # it cannot run here (no model, no index): every check will say so
                    yield True

    def check(self, draft: Draft | str, *, ui: str | None = None) -> Report:
        """The report on one draft. `ui` is the language of messages; default: that of the draft.

        Raises CheckError if a rule breaks; nothing is ever passed over in silence.
        """
        draft = Draft(draft) if isinstance(draft, str) else draft
        at = draft.at or datetime.now(UTC)
        channel = self.ruleset.channels.get(draft.channel, at.date())
        parts = draft.parts()
        readings = [Reading(draft, part, text, channel, self.ruleset.index) for part, text in parts.items()]
        lang = readings[0].lang
        found: list[Finding] = []
        skipped: dict[str, Skipped] = {}
        for reading in readings:
            for rule in self._candidates(reading, at):
                self._run(rule, rule.guards, reading, ui or lang, found, skipped)
        accepted = [finding for finding in found if finding.accepted_because]
        findings = settle((finding for finding in found if not finding.accepted_because), self._classifiers)
        skips = tuple(skipped[name] for name in sorted(skipped))
        return Report(
            id=draft.id,
            verdict=verdict(findings, skips),
            score=score(findings),
            lang=lang,
            channel=draft.channel,
            findings=findings,
            accepted=settle(accepted),
            skipped=skips,
            ruleset=self.ruleset.digest,
            parts=parts,
        )

    def check_many(self, drafts: Iterable[Draft | str], *, ui: str | None = None) -> Iterator[Report]:
        """Reports in the order of the drafts, one at a time, so that any number of them fits in memory."""
        for draft in drafts:
            yield self.check(draft, ui=ui)

    def check_rule(self, rule: Rule, draft: Draft, *, ui: str = "en") -> tuple[Finding, ...]:
        """What one rule alone finds, with the guards that it names, whatever channel, author or day the rule asks for."""
        day = (draft.at or datetime.now(UTC)).date()
        channel = self.ruleset.channels.get(draft.channel, day)
        skipped: dict[str, Skipped] = {}
        found: list[Finding] = []
        parts = draft.parts()
        read = [part for part in parts if not rule.head.parts or part.partition(":")[0] in rule.head.parts]
        for part in read or parts:  # an example may give a description of a picture as its text
            text = parts[part]
            reading = Reading(draft, part, text, channel, self.ruleset.index)
            self._run(rule, rule.head.guards, reading, ui, found, skipped)
        if skipped:
            raise CheckError(f"rule {rule.id} could not run: {skipped[rule.id].reason}")
        return tuple(sorted(found, key=lambda finding: finding.order))

    def _candidates(self, reading: Reading, at: datetime) -> list[Rule]:
        """The rules worth trying on this part: for its channel, author and language, in force, and possible at all."""
        draft, ruleset, langs = reading.draft, self.ruleset, reading.langs
        key = (draft.channel, draft.author, reading.part.partition(":")[0])
        allowed = self._allowed.get(key)
        if allowed is None:
            regions = self._judge.regions(draft.channel, draft.author)
            numbers = (n for n in ruleset.chosen if ruleset.rules[n].applies(*key, regions))
            allowed = self._allowed[key] = frozenset(numbers)
        numbers_found = ruleset.index.rules(reading.all_literals, langs, allowed)
        if ruleset.index.masked and reading.masked:
            numbers_found = sorted({*numbers_found, *(ruleset.index.masked & allowed)})
        rules = [ruleset.rules[number] for number in numbers_found]
        return [
            rule
            for rule in rules
            if not (rule.dated and not rule.in_force(at, self.calendar))
            and not langs.isdisjoint(rule.langs)
            and not (self._may_be_off and self._judge.is_off(rule, draft.channel, draft.author, at.date()))
        ]

    def _run(
        self,
        rule: Rule,
        guards: Sequence[str],
        reading: Reading,
        lang: str,
        found: list[Finding],
        skipped: dict[str, Skipped],
    ) -> None:
        try:
            for match in rule.matcher.matches(reading):
                found.append(self._finding(rule, guards, reading, match, lang))
        except CannotRun as error:
            skipped[rule.id] = Skipped(rule.id, str(error))
        except Exception as error:
            where = f" on draft {reading.draft.id!r}" if reading.draft.id else ""
            raise CheckError(f"rule {rule.id} ({rule.place}) broke{where}: {type(error).__name__}: {error}") from error

    def _finding(self, rule: Rule, names: Sequence[str], reading: Reading, match: Match, lang: str) -> Finding:
        head, draft, span = rule.head, reading.draft, match.span
        at = draft.at or datetime.now(UTC)
        severity = self._judge.severity(rule, draft.channel, draft.author, at)
        ceiling, guards = self._lowered(names, rule.category, reading, match, int(severity))
        quote = reading.text[span.start : span.end]
        because = self._accepted.reason(rule.id, quote, at.date())
        if because is None and ceiling == 0:
            because = f"guard: {', '.join(guards)}"
        shown = mask(quote) if rule.category in MASKED_CATEGORIES else quote
        values = {"match": shown, **match.values}
        return Finding(
            rule=rule.id,
            category=rule.category,
            severity=Severity(ceiling) if ceiling else severity,
            confidence=self._confidence.of(rule.id, head.kind) if match.score is None else match.score,
            part=reading.part,
            span=span,
            quote=quote,
            message=_fill(text_in(head.message, lang), values),
            advice=_fill(text_in(head.advice, lang), values),
            utf16=utf16(reading.text, span),
            fix=_fix(head, match, reading),
            basis=head.basis,
            escalate_to=head.escalate_to,
            guards=guards,
            accepted_because=because,
            evidence=match.evidence,
        )

    def _lowered(
        self, names: Sequence[str], category: str, reading: Reading, match: Match, severity: int
    ) -> tuple[int, tuple[str, ...]]:
        """How severe the finding may be at most, and the guards that say so; a model is asked only if it could change that."""
        words = match.evidence.words if match.evidence else ()
        place = words[0].hull(words[-1]) if words else match.span
        holding, ceiling = [], severity
        for name in names:
            guard = self.ruleset.guards[name]
            bound = ceiling if guard.spec.model else severity
            if guard.ceiling < bound and guard.holds(reading, place, category):
                holding.append(name)
                ceiling = min(ceiling, int(guard.ceiling))
        return ceiling, tuple(holding)


def _fix(head: Head, match: Match, reading: Reading) -> Fix | None:
    """The replacement in the language of the draft; none in any other."""
    span, lang = match.span, reading.lang
    texts: Mapping[str, str] = dict(head.fix.items())
    text = match.fix or texts.get(lang, texts.get("all"))
    for word, own in _swaps(head, lang):
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", reading.text[span.start : span.end], re.IGNORECASE)
        if found:
            span, text = Span(span.start + found.start(), span.start + found.end()), own
            break
    if text is None:
        return None
    if head.insert == "start":
        return Fix(Span(0, 0), text)
    opens = reading.text[span.start].isupper() and reading.text[: span.start].rstrip()[-1:] in ("", *".!?\u2026")
    return Fix(span, text[:1].upper() + text[1:] if opens else text)


def _swaps(head: Head, lang: str) -> Iterator[tuple[str, str]]:
    swap: Mapping[str, Mapping[str, str]] = dict(head.swap.items())
    return ((word, text) for key in (lang, "all") for word, text in swap.get(key, {}).items())


def _fill(text: str, values: Any) -> str:
    """Named placeholders only; braces in the draft mean nothing. Long quotes are cut."""
    return _VALUE.sub(lambda match: _short(values.get(match.group(1), match.group())), text) if "{" in text else text


def _short(value: str) -> str:
    return value if len(value) <= 80 else f"{value[:60]} … {value[-15:]}"


@cache
def _default() -> Linter:
    return Linter.load()


def check(text: str, **draft: Any) -> Report:
    """Check one text with the embedded default; keywords are those of Draft. Raises InputError, CheckError."""
    return _default().check(Draft(text, **draft))
