"""postguard: an outbound post compliance linter. See README.md.

>>> from postguard import check
>>> str(check("We are hiring!").verdict)
'pass'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Draft", "Finding", "Linter", "PostguardError", "Report", "Severity", "Span", "Verdict", "check"]

if TYPE_CHECKING:
    from postguard.draft import Draft
    from postguard.errors import PostguardError
    from postguard.linter import Linter, check
    from postguard.report import Finding, Report, Severity, Verdict
    from postguard.spans import Span

_HOMES = {
    "Draft": "draft",
    "Finding": "report",
    "Linter": "linter",
    "PostguardError": "errors",
    "Report": "report",
    "Severity": "report",
    "Span": "spans",
    "Verdict": "report",
    "check": "linter",
}


def __getattr__(name: str) -> Any:
    """Public names are imported when they are first asked for, so that `import postguard` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'postguard' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"postguard.{_HOMES[name]}"), name)
