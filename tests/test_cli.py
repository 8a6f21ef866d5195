"""The command line as people and programs call it: real processes, exit codes, whole outputs."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from postguard.rulebook.confidence import Confidence

RULES = """
rules:
  - id: tone.hype.insane
    kind: terms
    any: {en: [insane], de: [Wahnsinn]}
    message: {en: "“{match}” is hype.", de: "„{match}“ ist Reklame."}
    advice: {en: Say what is good about it., de: "Sagen Sie, was daran gut ist."}
    basis: [craft]
    fix: {en: good, de: gut}
    examples:
      hit: {en: ["‹insane›!"], de: ["‹Wahnsinn›!"]}
      miss: {en: [good], de: [gut]}
  - id: leak.secret.pin
    kind: pattern
    pattern: '\\bPIN (?P<mark>\\d{4,8})\\b'
    keywords: [PIN]
    message: {en: "“{match}” is a PIN.", de: "„{match}“ ist eine PIN."}
    advice: {en: Take it out., de: Nehmen Sie sie heraus.}
    escalate_to: [security]
    basis: [craft]
    examples:
      hit: {en: ["PIN ‹4711›"], de: ["Die PIN ‹4711›."]}
      miss: {en: [PIN], de: [PIN]}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small pack and a configuration that uses it."""
    root = tmp_path_factory.mktemp("cli")
    (root / "pack").mkdir()
    (root / "pack" / "rules.yaml").write_text(RULES, encoding="utf-8")
    (root / "postguard.yaml").write_text("packs: [./pack]\n", encoding="utf-8")
    return root


def run(folder: Path, *args: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[str]:
    """`postguard ARGS` in the folder."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "LANG": "C.UTF-8", "LC_ALL": "", **env}
    done = subprocess.run(
        [sys.executable, "-m", "postguard", *args],
        cwd=folder,
        input=stdin,
        capture_output=True,
        env=environment,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_text_output_with_places_and_advice(folder: Path) -> None:
    done = run(folder, "check", "-t", "This is insane!", "--fail-on", "advise")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[2:] == [
        "│ This is insane!",
        "│         ^^^^^^1",
        "",
        "1 advice tone.hype.insane",
        "  “insane” is hype.",
        "  → Say what is good about it.",
        "    instead: good",
        f"  sure: {round(10 * Confidence.shipped().of('tone.hype.insane', 'terms'))} in 10 · see: craft",
    ]


def test_advice_does_not_fail_by_default(folder: Path) -> None:
    assert run(folder, "check", "-t", "This is insane!").returncode == 0


def test_messages_follow_the_draft_or_ui(folder: Path) -> None:
    german = run(folder, "check", "-t", "Das ist der Wahnsinn, und wir sind dabei!")
    assert "„Wahnsinn“ ist Reklame." in german.stdout
    english = run(folder, "check", "--ui", "en", "-t", "Das ist der Wahnsinn, und wir sind dabei!")
    assert "“Wahnsinn” is hype." in english.stdout


def test_secrets_are_masked_unless_revealed(folder: Path) -> None:
    for format_ in ("text", "json", "jsonl", "sarif", "github", "junit", "html"):
        done = run(folder, "check", "-t", "the PIN 47114711 opens it", "--format", format_)
        assert done.returncode == 1
        assert "47114711" not in done.stdout + done.stderr, format_
    assert "47114711" in run(folder, "check", "-t", "the PIN 47114711", "--reveal", "--format", "json").stdout


def test_jsonl_in_order_with_errors_in_place(folder: Path) -> None:
    lines = b'{"id": "a", "text": "insane"}\n\n{"id": "b", "txt": "x"}\nnot json\n{"id": "c", "text": "fine"}\n\xff\n'
    done = run(folder, "check", "--input", "jsonl", "--format", "jsonl", stdin=lines)
    assert done.returncode == 3
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(a["id"], a["verdict"]) for a in answers] == [
        ("a", "advise"),
        (None, None),
        (None, None),
        ("c", "pass"),
        (None, None),
    ]
    assert answers[1]["error"] == "<stdin>:3: unknown key 'txt', did you mean 'text'?"
    assert "<stdin>:6: not UTF-8" in done.stderr


def test_files_directories_and_gzip(folder: Path, tmp_path: Path) -> None:
    draft = tmp_path / "post.md"
    draft.write_bytes("\ufeffinsane\r\n".encode())
    lines = tmp_path / "posts.jsonl.gz"
    lines.write_bytes(gzip.compress(b'{"text": "insane", "label": "benign"}\n'))
    config = str(folder / "postguard.yaml")
    done = run(folder, "check", str(draft), str(lines), "--config", config, "--format", "jsonl")
    assert done.returncode == 0
    spans = [[(f["start"], f["end"]) for f in json.loads(line)["findings"]] for line in done.stdout.splitlines()]
    assert spans == [[(0, 6)], [(0, 6)]]
    missing = run(folder, "check", "nowhere.md", "--config", config)
    assert (missing.returncode, missing.stdout) == (3, "")
    assert missing.stderr == "nowhere.md: cannot be read: No such file or directory\n"


def test_jobs_give_the_same_lines_in_the_same_order(folder: Path) -> None:
    texts = [f'{{"id": "{n}", "text": "{"insane" if n % 3 else "fine"} {n}"}}' for n in range(900)]
    stdin = "\n".join(texts).encode()
    one = run(folder, "check", "--input", "jsonl", "--format", "jsonl", stdin=stdin)
    two = run(folder, "check", "--input", "jsonl", "--format", "jsonl", "--jobs", "2", stdin=stdin)
    assert one.stdout == two.stdout
    assert len(one.stdout.splitlines()) == 900


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("chek",), "no command 'chek', did you mean 'check'?"),
        (("check", "-t", "x", "--only", "tone.hipe"), "no rule begins with 'tone.hipe'"),
        (("check", "-t", "x", "file.md"), "give either --text or files, not both"),
        (("check", "-t", "x", "--channel", "myspace"), "'myspace' is not one of"),
        (("check", "-t", "x", "--at", "tomorrow"), "'at' must be an ISO time"),
        (("rules", "show", "tone.hype.insan"), "did you mean 'tone.hype.insane'?"),
        (("explain", "tone.hyp"), "did you mean 'tone.hype'?"),
        (("accept", "-t", "x", "--rule", "tone.hype.insane", "--reason", "r", "--until", "soon"), "found 'soon'"),
    ],
)
def test_wrong_usage_is_exit_2_and_says_what_to_do(folder: Path, args: tuple[str, ...], message: str) -> None:
    done = run(folder, *args)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_broken_rules_are_exit_2_with_every_place(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    text = RULES.replace("kind: pattern", "kind: patern").replace("advice:", "advise:", 1)
    (tmp_path / "pack" / "rules.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "postguard.yaml").write_text("packs: [./pack]\n", encoding="utf-8")
    done = run(tmp_path, "check", "-t", "x")
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "pack/rules.yaml:3:5: 'advice' is missing",
        "pack/rules.yaml:7:5: unknown key 'advise', did you mean 'advice'?",
        "pack/rules.yaml:14:11: unknown kind 'patern', did you mean 'pattern'?",
    ]


def test_a_rule_that_its_examples_never_fire_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "rules.yaml").write_text(
        RULES.replace("[insane]", "[isnane]").replace("[Wahnsinn]", "[Wahn]"), encoding="utf-8"
    )
    (tmp_path / "postguard.yaml").write_text("packs: [./pack]\n", encoding="utf-8")
    for _ in range(2):  # the cache must not hide it
        done = run(tmp_path, "check", "-t", "x")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            "postguard: pack/rules.yaml:3:1: tone.hype.insane: none of its own hit examples makes it fire; "
            "it would guard nothing (see: postguard rules prove)\n"
        )


def test_accepting_a_finding_until_a_day(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "postguard.yaml").write_text("packs: [./pack]\n", encoding="utf-8")
    from datetime import UTC, datetime, timedelta

    until = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    args = ("--rule", "leak.secret.pin", "--reason", "a demo", "--by", "Kim", "--until", until)
    done = run(tmp_path, "accept", "-t", "PIN 4711 for the demo", *args)
    assert done.returncode == 0, done.stderr
    assert "4711" not in (tmp_path / "postguard.accepted.yaml").read_text(encoding="utf-8")
    after = run(tmp_path, "check", "-t", "Again the PIN 4711!", "--format", "json")
    report = json.loads(after.stdout)[0]
    assert (after.returncode, report["verdict"], report["findings"]) == (0, "pass", [])
    assert report["accepted"][0]["accepted_because"] == f"a demo (Kim, until {until})"
    late = run(tmp_path, "check", "-t", "Again the PIN 4711!", "--at", "2099-01-01")
    assert late.returncode == 1


def test_init_writes_a_file_that_loads(tmp_path: Path) -> None:
    done = run(tmp_path, "init", "--yes")
    assert done.returncode == 0, done.stderr
    again = run(tmp_path, "init", "--yes")
    assert again.returncode == 2
    from postguard.config import Settings, load_settings

    settings, base = load_settings(tmp_path / "postguard.yaml")
    assert (settings.packs, settings.regions, base) == (Settings().packs, ("de", "eu"), tmp_path)


def test_rules_list_shows_those_asked_for(folder: Path) -> None:
    lines = run(folder, "rules", "list", "tone.hype").stdout.splitlines()
    assert [line.split()[:2] for line in lines[:-1]] == [["advise", "tone.hype.insane"]]
    assert lines[-1].startswith("1 rules")


@pytest.mark.parametrize("ui", ["en", "de"])
def test_the_tour_shows_what_it_announces(tmp_path: Path, ui: str) -> None:
    done = run(tmp_path, "demo", "--ui", ui)
    marks = [line[0] for line in done.stdout.splitlines() if line[:2] in ("✓ ", "✗ ", "? ") and " 100" in line]
    assert (done.returncode, marks) == (0, ["✗", "✗", "✓", "?", "✓", "✗"])


def test_rules_prove_reports_failures(folder: Path, tmp_path: Path) -> None:
    assert run(folder, "rules", "prove").stdout == "2 rules, 0 guards, 8 examples: 0 failed, 0 todo\n"
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "rules.yaml").write_text(RULES.replace("‹insane›!", "‹insane!›"), encoding="utf-8")
    done = run(tmp_path, "rules", "prove", "./pack")
    assert done.returncode == 1
    assert "tone.hype.insane: hit (en): expected 'insane!', found 'insane', in 'insane!'" in done.stdout


def test_a_broken_pipe_ends_quietly(folder: Path) -> None:
    lines = "\n".join('{"text": "insane"}' for _ in range(3000))
    command = f"{sys.executable} -m postguard check --input jsonl --format jsonl | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=folder, input=lines.encode(), capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert len(done.stdout.splitlines()) == 1
