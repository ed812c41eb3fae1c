#!/usr/bin/env python3
"""Applies safe fixes to a copy of a folder, and holds that nothing else happens.

    python3 tests/evaluate/fixes.py --tool target/release/siglum FOLDER

The edits that the report names are applied here, byte by byte, until it names none; `check --fix` must make the same bytes
of its own copy. After it no safe finding is left, nothing lies beside the files, and a second run changes nothing. Only
the standard library is used, and nothing but copies in a temporary folder is written: a bibliography that lies elsewhere
is refused."""
import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PASSES = 10


def check(tool, folder, *more):
    run = subprocess.run([tool, "check", ".", "--no-cache", "--format", "json", *more],
                         cwd=folder, capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(f"siglum check ended with {run.returncode}: {run.stderr.strip()[-500:]}")
    return json.loads(run.stdout)


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def safe(report):
    """The edits of each safe finding: path, start, end, text."""
    for one in report["diagnostics"]:
        fix = one.get("fix")
        if fix and fix["safety"] == "safe":
            if any(Path(edit["path"]).is_absolute() for edit in fix["edits"]):
                sys.exit(f"{one['path']}: a fix outside of the copy; nothing was written")
            yield [(edit["path"], edit["start"]["byte"], edit["end"]["byte"], edit["text"]) for edit in fix["edits"]]


def apply(folder, report):
    """Applies the safe edits that touch no earlier one; how many findings had some."""
    chosen, applied = {}, 0
    for edits in safe(report):
        touches = any(start < b and a < end or start == a
                      for path, start, end, _ in edits for a, b, _ in chosen.get(path, []))
        if touches:
            continue
        applied += 1
        for path, start, end, text in edits:
            chosen.setdefault(path, []).append((start, end, text))
    for path, edits in chosen.items():
        data = (folder / path).read_bytes()
        for start, end, text in sorted(edits, reverse=True):
            data = data[:start] + text.encode() + data[end:]
        (folder / path).write_bytes(data)
    return applied


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", default="siglum", help="the binary")
    parser.add_argument("--least", type=int, default=0, help="so many fixes there must be")
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    tool = str(Path(shutil.which(arguments.tool) or arguments.tool).resolve())
    with tempfile.TemporaryDirectory() as temporary:
        mine, theirs = Path(temporary, "mine"), Path(temporary, "theirs")
        for folder in (mine, theirs):
            shutil.copytree(arguments.folder, folder)
        total = 0
        for _ in range(PASSES):
            applied = apply(mine, check(tool, mine))
            total += applied
            if not applied:
                break
        report = check(tool, theirs, "--fix")
        once = files(theirs)
        faults = [f"{path} differs" for path, data in files(mine).items() if once.get(path) != data]
        faults += [f"{path} lies beside" for path in once.keys() - files(mine).keys()]
        if any(safe(report)):
            faults.append("safe findings are left")
        if report["summary"]["fixed"] != total:
            faults.append(f"{report['summary']['fixed']} fixed, {total} expected")
        if total < arguments.least:
            faults.append(f"only {total} fixes, {arguments.least} expected")
        again = check(tool, theirs, "--fix")
        if files(theirs) != once or again["summary"]["fixed"]:
            faults.append("a second run changes something")
    print(f"{arguments.folder}: {total} safe fixes, {len(faults)} faults", *faults, sep="\n  ")
    sys.exit(1 if faults else 0)


main()
