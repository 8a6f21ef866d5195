"""The built wheel, installed and run outside the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_wheel_carries_rules_and_runs_alone(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True)
    wheel = next(tmp_path.glob("postguard-*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    files = [
        *(ROOT / "rules").rglob("*.yaml"),
        *(file for file in (ROOT / "models").glob("names-*/**/*") if file.is_file()),
    ]
    shipped = {f"postguard/_shipped/{file.relative_to(ROOT)}" for file in files}
    assert any(name.endswith("names-de/ner/model") for name in shipped)
    assert shipped <= set(names)
    assert not [name for name in names if name.startswith(("rules/", "models/", "tests/"))]
    assert wheel.stat().st_size < 60_000_000
    target = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    code = "from postguard import check; import postguard; print(postguard.__file__, check('See you in Hof!').verdict)"
    environment = {"PYTHONPATH": str(target), "PATH": "", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(target / "postguard" / "__init__.py"), "pass"]
    code = "from postguard.nlp import document; print(document('Sarah Walker lives in Leeds.', 'en', 'names-en').ents)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert "Leeds" in done.stdout
