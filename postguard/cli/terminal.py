"""What the terminal can show: language of the user, colours, width."""

from __future__ import annotations

import os
import shutil
import sys

from postguard.formats import Style

PLAIN_WIDTH = 100  # columns where no terminal tells its own
WIDEST = 120  # longer lines are hard to read


def user_language() -> str:
    """German for a German locale, else English."""
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "de" if next(filter(None, names), "").lower().startswith("de") else "en"


def style(ui: str, *, color: bool = True, reveal: bool = False) -> Style:
    """Style for standard output. Colours on terminals only; NO_COLOR switches them off, FORCE_COLOR on."""
    tty = sys.stdout.isatty()
    wanted = color and not os.environ.get("NO_COLOR") and (tty or bool(os.environ.get("FORCE_COLOR")))
    sized = tty or "COLUMNS" in os.environ
    width = min(shutil.get_terminal_size().columns, WIDEST) if sized else PLAIN_WIDTH
    return Style(ui=ui, color=wanted, width=width, reveal=reveal)
