"""What the tests that drive an editor from outside share."""

import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
counts = {"PASS": 0, "FAIL": 0}


def report(name, ok, detail=""):
    """Counts a check, and tells what was seen where it does not hold."""
    word = "PASS" if ok else "FAIL"
    counts[word] += 1
    print(word, name, "" if ok else f"\n{detail}", flush=True)


def wait(look, seconds=40):
    """Waits until `look` gives something, and gives that; what it gave last when the time is over."""
    end = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.1)
    return seen


def close():
    """The closing line; gives the exit status."""
    print(f"{counts['PASS']} passed, {counts['FAIL']} failed")
    return counts["FAIL"] > 0
