"""Renders docs/picture.svg from what `postguard check` really prints.

python docs/picture.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

DRAFT = (
    "Just out of the board meeting with our CFO. Champagne is open 🍾 Can't say why before Thursday 🤫 #ProjectBluefin"
)
CONFIG = "organisation: {code_names: [Bluefin]}\n"
COLUMNS = 96


def main() -> None:
    """Run the command in a process of its own and keep its colours."""
    config = Path(__file__).with_name("picture.postguard.yaml")
    config.write_text(CONFIG, encoding="utf-8")
    try:
        command = [
            sys.executable,
            "-m",
            "postguard",
            "check",
            "-t",
            DRAFT,
            "--author",
            "executive",
            "--config",
            str(config),
        ]
        environment = {**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)}
        printed = subprocess.run(command, capture_output=True, text=True, env=environment, check=False).stdout
    finally:
        config.unlink()
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    console.print(Text(f'$ postguard check --author executive -t "{DRAFT}"\n', style="bold"))
    console.print(Text.from_ansi(printed))
    console.save_svg(str(Path(__file__).with_name("picture.svg")), title="postguard")


if __name__ == "__main__":
    main()
