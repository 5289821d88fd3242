"""An import from CSV through the command that people use, told as seconds for a million rows."""

from __future__ import annotations

import csv
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.filling import JOBS, SEED, Names
from benchmarks.taking import Result, allowed
from trato.accounts.actor import Actor

NAME = "import of contacts from csv"
MILLION = 1_000_000


def take(actor: Actor, number: int) -> Result:
    """Parsed, checked, indexed, searchable, undoable; into the workspace as it stands."""
    from trato.transfer.importing import Import
    from trato.transfer.options import Options

    with tempfile.TemporaryDirectory(prefix="trato-bench-") as folder:
        path = Path(folder) / "people.csv"
        _write(path, number)
        began = time.process_time()
        job: Any = Import(actor, "contacts", path, Options())
        job.run()
        spent = time.process_time() - began
    seconds = spent * MILLION / number
    return Result(
        NAME,
        allowed((150, 150)),
        seconds,
        seconds,
        0.0,
        0,
        1,
        "s for a million",
        f"{number / spent:,.0f} rows/s",
    )


def _write(path: Path, number: int) -> None:
    dice = random.Random(SEED + number)
    names = Names(dice, number)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(("First name", "Last name", "Email", "Phone", "Job title"))
        for place in range(number):
            first, last = names.one(names.first), names.one(names.last)
            address = f"{first}.{last}.{place}@bench{time.time_ns() % 997}.example".lower()
            out.writerow((first, last, address, f"+34 7{dice.randrange(10**8):08d}", dice.choice(JOBS)))
