"""Fuzz the five targets of `tests/hostile/fuzzing.py`, each for FUZZ_SECONDS, one after the other.

Prints how many executions each has had. A crash is kept in `tests/hostile/found`, where the test
suite runs it ever after. What the fuzzer has learnt is kept below FUZZ_CORPUS for the next run.
Needs atheris: `pip install -e '.[fuzz]'`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = ROOT / "tests" / "hostile"
FOUND = HOSTILE / "found"
CORPUS = Path(os.environ.get("FUZZ_CORPUS") or ROOT / ".fuzz")
SECONDS = int(os.environ.get("FUZZ_SECONDS") or "60")
_LONGEST = 2_048
_LONGEST_SEED = 1_500
_DONE = re.compile(r"#(\d+)")


def seed(target: str, folder: Path) -> None:
    """Begin with what the hostile cards are made of."""
    from hostile_cards import every_case  # noqa: PLC0415 - only once for each target

    folder.mkdir(parents=True, exist_ok=True)
    for number, case in enumerate(every_case()):
        if isinstance(case.make, bytes) and len(case.make) <= _LONGEST_SEED:
            (folder / f"seed-{number}").write_bytes(case.make)
    more = {
        "query": [
            "topic:ai -x OR (heat:>5 newer:2d)",
            'provider:"a b" date:2021-02..',
            "sort:hot:asc",
        ],
        "urls": [
            "https://u@e.example:80/a?utm_x=1&b=2#c",
            "http://[::1]/",
            "http://bücher.example/",
        ],
        "marks": ['{"identity": "e.example/a", "read": true, "read_at": "2026-11-24T10:00:00Z"}'],
    }
    for number, text in enumerate(more.get(target, [])):
        (folder / f"own-{number}").write_text(text, "utf-8")


def run(target: str) -> tuple[int, bool]:
    """Fuzz one target in a process of its own; return its executions, and whether all went well."""
    folder = CORPUS / target
    seed(target, folder)
    FOUND.mkdir(exist_ok=True)
    options = [
        f"-max_total_time={SECONDS}", f"-max_len={_LONGEST}", "-timeout=5", "-rss_limit_mb=1024",
        "-verbosity=1", f"-artifact_prefix={FOUND}/{target}-",
    ]  # fmt: skip
    done = subprocess.run(  # noqa: S603 - this very script
        [sys.executable, __file__, "--one", target, *options, str(folder)],
        capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode:
        print(done.stderr[-3_000:], file=sys.stderr)
    return max(map(int, _DONE.findall(done.stderr)), default=0), done.returncode == 0


def one(target: str, options: list[str]) -> None:
    """Fuzz one target in this process, until the time is over or it crashes."""
    import atheris  # noqa: PLC0415 - an extra

    with atheris.instrument_imports(include=["cardreader"]):
        from fuzzing import TARGETS  # noqa: PLC0415 - it is instrumented
    atheris.Setup([sys.argv[0], *options], TARGETS[target])
    atheris.Fuzz()


def main() -> int:
    """Fuzz all targets, or those that are named."""
    sys.path[:0] = [str(HOSTILE)]
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], sys.argv[3:])
        return 0
    targets = sys.argv[1:] or ["card", "clean", "urls", "query", "marks"]
    total, good = 0, True
    for target in targets:
        executions, is_good = run(target)
        total, good = total + executions, good and is_good
        print(f"{target:<8}{executions:>12,}  {'no crash' if is_good else 'CRASHED'}", flush=True)
    print(f"{'all':<8}{total:>12,}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
