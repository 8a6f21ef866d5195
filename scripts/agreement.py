"""How well the two readings of the corpus agree: `python scripts/agreement.py models/corpus/*.jsonl`.

Prints the share of drafts on which both say whether anything is wrong, Cohen's kappa (Cohen 1960) for it, and the F1 of the
second reading's categories against the first's. Categories that were read once (`tone.address`) are left out.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

READ_ONCE = {"tone.address"}


def main() -> None:
    """Read the files that are named."""
    files = [Path(name) for name in sys.argv[1:] if Path(name).stem not in READ_ONCE]
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    pairs = [(set(row["expect"]), set(row.get("second", row["expect"]))) for row in rows]
    both = sum(bool(first) == bool(second) for first, second in pairs) / len(pairs)
    wrong = [sum(bool(pair[reader]) for pair in pairs) / len(pairs) for reader in (0, 1)]
    chance = wrong[0] * wrong[1] + (1 - wrong[0]) * (1 - wrong[1])
    shared = sum(len(first & second) for first, second in pairs)
    f1 = 2 * shared / sum(len(first) + len(second) for first, second in pairs)
    print(f"{len(pairs)} drafts: agreed {both:.3f}, kappa {(both - chance) / (1 - chance):.3f}, categories F1 {f1:.3f}")


if __name__ == "__main__":
    main()
