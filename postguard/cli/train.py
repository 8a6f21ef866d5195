"""postguard train."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from postguard.cli.terminal import user_language
from postguard.errors import PostguardError

if TYPE_CHECKING:
    from postguard.tuning.drafts import Labelled
    from postguard.tuning.train import Learned


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="DRAFTS...", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The model folder to write.")
@click.option("--label", "labels", multiple=True, metavar="NAME", help="Only this label; may be given again.")
@click.option("--keep-drafts", is_flag=True, help="Store the drafts in the folder, to show similar ones with findings.")
@click.option(
    "--public", type=click.Path(path_type=Path), help="Labelled drafts to compare on; default: those of the base model."
)
@click.option("--base", default="posts", show_default=True, help="The model to build on: a shipped one, or a folder.")
@click.option(
    "--precision", type=click.FloatRange(0.5, 0.99), default=0.8, show_default=True,
    help="Share of findings that shall be right; it decides the threshold.",
)  # fmt: skip
@click.option("--licence", help="Licence of your drafts, for the card; default: your own, not for distribution.")
@click.option("--ui", type=click.Choice(["en", "de"]), help="Language of the output.")
def train(
    files: tuple[Path, ...],
    out: Path,
    labels: tuple[str, ...],
    keep_drafts: bool,
    public: Path | None,
    base: str,
    precision: float,
    licence: str | None,
    ui: str | None,
) -> None:
    """Learn from your own labelled drafts, or from reviewers' decisions, and write a model folder with its card.

    DRAFTS are lines of JSON: {"text": "...", "expect": ["tone.slang"]}, [] for a draft that is fine, or a decision:
    {"draft": {"text": "..."}, "decision": "accepted", "category": "leak.deal"}. It takes 20 drafts, 5 of each side. Labels
    that are no better than the shipped model are refused. Exit code 1 if nothing is left.
    """
    from postguard.classifiers import load_model
    from postguard.tuning import folder, train
    from postguard.tuning.drafts import from_examples, read_drafts

    lang = ui or user_language()
    folder.check_target(out)
    drafts = read_drafts(files)
    below: Any = load_model(base)
    if below.card.format != "encoder":
        raise PostguardError(f"--base: {base} is no encoder; train on the model that it builds on")
    wanted = _wanted(labels, train.candidates(drafts))
    others = read_drafts([public]) if public else from_examples(below.examples)
    others = train.chosen_public(others, [label for label in wanted if train.enough(drafts, label)])
    with click.progressbar(
        length=len(drafts) + len(others), file=sys.stderr if sys.stderr.isatty() else io.StringIO()
    ) as bar:
        own, beside = (train.look(below, seen, lambda: bar.update(1)) for seen in (drafts, others))
    middle = train.centre(own, beside)
    learned = [train.learn(below, label, own, beside, middle, precision) for label in wanted]
    _tell(learned, drafts, len(others), lang)
    if all(label.refused for label in learned):
        from postguard.tuning.words import WORDS

        click.echo(WORDS[lang]["nothing"])
        sys.exit(1)
    about = {
        **folder.base_facts(below.card, base, out),
        "licence": licence or folder.OWN_LICENCE,
        "data": _data(files, public, drafts, licence or folder.OWN_LICENCE, below.card, len(others)),
        "precision": precision,
    }
    folder.write(out, learned, own, middle, about, lang, keep=keep_drafts)
    _tell_rules(out, [label.label for label in learned if label.refused is None], drafts, lang)


def _wanted(asked: Sequence[str], found: Sequence[str]) -> list[str]:
    from postguard.draft import did_you_mean

    unknown = [name for name in asked if name not in found]
    if unknown:
        raise click.UsageError(
            "\n".join(f"no draft has the label {name!r}{did_you_mean(name, found)}" for name in unknown)
        )
    if not found:
        raise PostguardError(
            "no draft has a label; mark what is wrong with `expect`, or give decisions that were rejected"
        )
    return sorted(set(asked)) if asked else list(found)


def _data(
    files: Sequence[Path], public: Path | None, drafts: Sequence[Labelled], licence: str, base: Any, others: int
) -> list[dict[str, Any]]:
    from postguard.tuning.folder import source

    own = [
        source(file, licence, sum(draft.file == str(file) for draft in drafts), "the organisation's drafts")
        for file in files
    ]
    if public:
        return [*own, source(public, "see its source", others, "public drafts to compare on")]
    digest = base.files.get("examples.jsonl", "")
    licence = base.about.get("licence", "")
    shown = {"name": "examples.jsonl", "licence": licence, "what": "drafts of the base model to compare on"}
    return [*own, {**shown, "drafts": others, "digest": digest}] if others else own


def _tell(learned: Sequence[Learned], drafts: Sequence[Labelled], public: int, lang: str) -> None:
    """What came out, label by label."""
    from postguard.tuning.folder import why
    from postguard.tuning.words import WORDS

    words = WORDS[lang]
    decided = sum(not draft.complete for draft in drafts)
    click.echo(words["read"].format(drafts=len(drafts), decided=decided, public=public))
    few = [label for label in learned if label.refused and label.refused.key == "few"]
    if len(few) > 1:
        counts = ", ".join(f"{label.label} {label.refused.values['yes']}" for label in few if label.refused)
        click.echo(f"\n{words['too_few'].format(counts=counts)}")
    for label in learned:
        if label in few and len(few) > 1:
            continue
        done = words["adjusted" if label.adjusts else "learned"]
        state = words["refused"].format(why=why(label, lang)) if label.refused else done
        at = "" if label.refused else f" ({words['threshold_is'].format(threshold=label.threshold)})"
        click.echo(f"\n{label.label}: {state}{at}")
        for where in ("own_shipped", "own", "public_shipped", "public"):
            for kind, parts in label.figures.get(where, {}).items():
                named = {"": parts} if kind == "all" else {f" ({name})": counts for name, counts in parts.items()}
                for name, counts in named.items() if kind == "all" or len(named) > 1 else ():
                    counted = words["figures"].format(**counts, others=counts["drafts"] - counts["yes"])
                    click.echo(f"  {words[where] + name + ':':42} {counted}")
            if f"{where}_changed" in label.figures:
                click.echo(f"  {'':42} {words['changed'].format(**label.figures[f'{where}_changed']['all'])}")
        if "alarms" in label.figures:
            click.echo(f"  {words['public'] + ':':42} {words['alarm_count'].format(**label.figures['alarms'])}")


def _tell_rules(out: Path, labels: Sequence[str], drafts: Sequence[Labelled], lang: str) -> None:
    """Where it is, and the rules to paste."""
    from postguard.tuning.rule import categories, rules
    from postguard.tuning.words import WORDS

    words = WORDS[lang]
    click.echo(f"\n{words['written'].format(folder=out)}\n{words['confidential']}")
    made = list(rules(out, labels, drafts))
    for label, lines in made:
        if not lines:
            click.echo(words["no_rule"].format(label=label))
    if any(lines for _, lines in made):
        click.echo(f"\n{words['rule']}\n")
        with_rules = [label for label, lines in made if lines]
        for line in (*categories(with_rules), "rules:", *(line for _, lines in made for line in lines)):
            click.echo(line)
