"""Pages about rules, one per category, as Markdown: what a rule looks for, why, its law, its examples, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from postguard.report import Severity
from postguard.rulebook.confidence import Confidence
from postguard.rulebook.ruleset import Rule, Ruleset, text_in
from postguard.rulebook.spec import Examples

_TITLES = (("hit", "Finds"), ("miss", "Leaves alone"), ("todo", "Known misses"))


def pages(ruleset: Ruleset) -> dict[str, str]:
    """File names and contents: a page for each category that has rules, and an index."""
    rules: dict[str, list[Rule]] = {name: [] for name in ruleset.categories}
    for rule in ruleset.rules:
        rules[rule.category].append(rule)
    found = {f"{name}.md": _page(ruleset, name, of) for name, of in rules.items() if of}
    return {"README.md": _index(ruleset, rules), **found}


def differences(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Names of pages in a folder that are missing, out of date or left over."""
    there = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.md")} if folder.is_dir() else {}
    return sorted(name for name in there.keys() | wanted.keys() if there.get(name) != wanted.get(name))


def _index(ruleset: Ruleset, rules: dict[str, list[Rule]]) -> str:
    lines = ["# Rules by category", "", "Written by `postguard rules docs docs/rules`; do not edit.", ""]
    lines += ["| category | severity | rules | what it is | was es ist |", "|---|---|---:|---|---|"]
    for name, of in rules.items():
        means = ruleset.book.categories[name]["means"]
        link = f"[{name}]({name}.md)" if of else name
        cells = (link, ruleset.categories[name].name, str(len(of)), text_in(means, "en"), text_in(means, "de"))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _page(ruleset: Ruleset, name: str, rules: list[Rule]) -> str:
    means = ruleset.book.categories[name]["means"]
    lines = [f"# {name}", "", text_in(means, "en"), "", f"*{text_in(means, 'de')}*", ""]
    lines += [f"Severity unless a rule or a policy says otherwise: **{ruleset.categories[name].name}**.", ""]
    for rule in rules:
        lines += [f"## {rule.id}", "", *_rule(ruleset, rule, ruleset.categories[name])]
    return "\n".join(lines)


def _rule(ruleset: Ruleset, rule: Rule, usual: Severity) -> Iterator[str]:
    head = rule.head
    for lang in ("en", "de"):
        if lang in head.langs or "all" in head.message:
            yield f"> {text_in(head.message, lang)}"
            yield ">"
            yield f"> → {text_in(head.advice, lang)}"
            yield ""
    yield from (f"* {line}" for line in _facts(rule, usual))
    for guard in rule.guards:
        yield f"* Guard `{guard}`: {text_in(ruleset.guards[guard].spec.limit, 'en')}"
    for name in head.basis:
        yield f"* {law(ruleset, name)}"
    yield f"* Confidence {measured(rule)}"
    if head.note:
        yield f"* Note: {head.note}"
    yield ""
    for key, title in _TITLES:
        examples: Examples = getattr(rule.examples, key)
        if any(examples.values()):
            yield f"{title}:"
            yield ""
            yield from _examples(examples)
            yield ""


def _facts(rule: Rule, usual: Severity) -> Iterator[str]:
    head = rule.head
    if rule.severity is not usual:
        yield f"Severity: **{rule.severity.name}**"
    yield f"Pack `{rule.pack}`, kind `{head.kind}`, languages {', '.join(head.langs)}"
    only = {
        "channels": head.channels, "authors": head.authors, "regions": head.regions, "parts": head.parts,
        "during": head.during, "voice": (head.voice,) if head.voice else (),
        "from": (head.from_.isoformat(),) if head.from_ else (), "until": (head.until.isoformat(),) if head.until else (),
    }  # fmt: skip
    for key, values in only.items():
        if values:
            yield f"Only {key}: {', '.join(values)}"


def law(ruleset: Ruleset, name: str) -> str:
    """A basis with its section, where it applies, since when, and how sure its date and wording are."""
    basis = ruleset.book.bases[name]
    known = basis["in_force_since"] not in (None, "not determined")
    since = f", in force since {basis['in_force_since']}" if known else ""
    return f"{basis['cite']} ({basis['region']}{since}; {basis['status'].replace('_', ' ')})"


def _examples(examples: Examples) -> Iterator[str]:
    for lang, found in examples.items():
        for example in found:
            text = example.text.replace("\n", " ⏎ ").replace("`", "'")
            yield f"* {lang}: `{text}`"


def measured(rule: Rule) -> str:
    """The confidence of a rule and where it comes from, in English."""
    confidence = Confidence.shipped()
    right, wrong = confidence.rules.get(rule.id, (0, 0))
    value = f"{confidence.of(rule.id, rule.head.kind):.2f}"
    if not right + wrong:
        return f"{value}: not measured yet; assumed from rules of its kind"
    return f"{value}: right {right} times, wrong {wrong} times on labelled drafts ({confidence.source})"
