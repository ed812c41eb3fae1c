#!/usr/bin/env python3
"""Plants slips into copies of manuscripts and counts what siglum finds, and what it says of the untouched text.

    python3 tests/evaluate/slips.py --tool target/release/siglum --bib refs.bib draft.md chapter.tex

Names of the bibliography that stand in the prose get a slip (a letter lost, doubled, inserted, replaced by a neighbour on
the keyboard, two transposed, an accent lost), typed years another year, and titles of cited works are quoted with a
slip. With --handtype, citations whose author stands in the sentence are first typed out as "Names (year)". A slip is
found only where a finding covers it and names the right answer. Only the standard library is used; the same seed plants
the same slips, and nothing but copies in a temporary folder is written."""
import argparse
import collections
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

NEAR = {"misspelled-author", "author-diacritics", "misspelled-title", "wrong-year"}
KEYBOARD = ["qwertyuiop", "asdfghjkl", "zxcvbnm"]


def flat(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text or "").casefold() if c.isalnum())


def siglum(tool, *arguments):
    run = subprocess.run([tool, *arguments], capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(f"siglum {arguments[0]} ended with {run.returncode}: {run.stderr.strip()[-500:]}")
    return json.loads(run.stdout)


def check(tool, bibs, files):
    corpora = [part for bib in bibs for part in ("--corpus", bib)]
    report = siglum(tool, "check", "--format", "json", "--isolated", "--fail-on", "never", *corpora, *map(str, files))
    return [one for one in report["diagnostics"] if one["rule"] in NEAR]


def records(tool, bibs):
    corpora = [part for bib in bibs for part in ("--corpus", bib)]
    items = siglum(tool, "corpus", "list", "--format", "json", *corpora)
    return {item["id"]: item for item in (items["items"] if isinstance(items, dict) else items)}


def year_of(item):
    parts = item.get("issued", {}).get("date-parts", [[None]])
    return parts[0][0]


def families(item):
    names = item.get("author") or item.get("editor") or []
    shown = lambda name: " ".join(part for part in (name.get("non-dropping-particle"), name.get("family")) if part)
    return [shown(name) for name in names if name.get("family")]


def beside(letter, rng):
    for row in KEYBOARD:
        at = row.find(letter)
        if at >= 0:
            return rng.choice([row[place] for place in (at - 1, at + 1) if 0 <= place < len(row)])
    return rng.choice("aeinrst")


def slip(word, rng):
    """The word with one slip, its first letter kept; None where none can be made."""
    at = rng.randrange(1, len(word))
    kind = rng.choice(["lost", "doubled", "inserted", "keyboard", "transposed", "accent"])
    if kind == "lost":
        made = word[:at] + word[at + 1 :]
    elif kind == "doubled":
        made = word[:at] + word[at] + word[at:]
    elif kind == "inserted":
        made = word[:at] + beside(word[at].lower(), rng) + word[at:]
    elif kind == "keyboard":
        made = word[:at] + beside(word[at].lower(), rng) + word[at + 1 :]
    elif kind == "transposed":
        at = min(at, len(word) - 2)
        made = word[:at] + word[at + 1] + word[at] + word[at + 2 :] if at > 0 else word
    else:
        made = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return (kind, made) if made != word else None


def year_slip(year, taken, rng):
    """Another year, a slip apart, in which none of that name has a work; of another kind where a second work of the name
    is as near to it as the right one, so that nothing can tell which is meant."""
    digits = str(year)
    made = [str(year - 1), str(year + 1), digits[:2] + digits[3] + digits[2]]
    made.append(digits[:3] + str((int(digits[3]) + rng.randrange(1, 10)) % 10))
    made = [one for one in made if int(one) not in taken and 1500 <= int(one) < 2100]
    if not made:
        return None
    planted = rng.choice(made)
    nearest = min((abs(int(planted) - other) for other in taken if other and other != year), default=99)
    return ("year" if nearest > abs(int(planted) - year) else "year-of-several", planted)


def title_slip(title, rng):
    words = title.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    kind = rng.choice(["title-slip", "title-word-lost", "title-swapped"])
    if not long or len(words) < 4:
        return None
    if kind == "title-slip":
        at = rng.choice(long)
        made = slip(words[at], rng)
        words[at] = made[1] if made else words[at]
    elif kind == "title-word-lost":
        inner = [at for at in long if 0 < at < len(words) - 1]
        if not inner:
            return None
        del words[rng.choice(inner)]
    else:
        at = rng.randrange(len(words) - 1)
        words[at], words[at + 1] = words[at + 1], words[at]
    made = " ".join(words)
    return (kind, made) if flat(made) != flat(title) and not re.search(r"[\\{}*_$]", title) else None


def typed_out(text, citations, items, french):
    """Citations with the author in the sentence as "Names (year)"."""
    data = text.encode()
    for one in sorted(citations, key=lambda one: -one["start"]["byte"]):
        item = items.get(one["key"])
        names = families(item) if item else []
        if one["form"] != "author-in-text" or not names or not year_of(item):
            continue
        shown = names[0] if len(names) == 1 else (" et " if french else " and ").join(names) if len(names) == 2 else names[0] + " et al."
        start, end = one["start"]["byte"], one["end"]["byte"]
        if data[start - 1 : start] == b"@":
            start -= 1
        else:  # a command: from its backslash to the brace behind the key
            start, end = data.rfind(b"\\", 0, start), data.find(b"}", end) + 1
            if start < 0 or b"\n" in data[start:end] or b"," in data[start:end]:
                continue
        data = data[:start] + f"{shown} ({year_of(item)})".encode() + data[end:]
    return data.decode("utf-8", "replace")


def years_by_name(items):
    found = collections.defaultdict(set)
    for item in items.values():
        for name in families(item):
            found[name.split()[-1]].add(year_of(item))
    return found


def sites(text, items):
    """Names and typed years of the bibliography in the text: (kind, start, end, right answer, name)."""
    by_name = years_by_name(items)
    hidden = [match.span() for match in re.finditer(r"```.*?```|`[^`\n]*`|<!--.*?-->|https?://\S+|\$[^$\n]*\$|^---\n.*?\n---\n|\\(?:label|ref|\w*cite\w*)\*?(?:\[[^\]]*\])*\{[^}]*\}|(?m:(?<!\\)%.*$)", text, re.S)]
    for match in re.finditer(r"(?<![\w@\\{/.-])[^\W\d_]{4,}(?![\w@}])", text):
        word = match.group()
        if word not in by_name or any(start <= match.start() < end for start, end in hidden):
            continue
        yield "name", match.start(), match.end(), word, word
        typed = re.compile(r"(?:['’]s)?(?: et al\.)?,? \(?((?:1[5-9]|20)\d\d)(?=[a-z]?[),;])").match(text, match.end())
        if typed and int(typed.group(1)) in by_name[word]:
            yield "year", typed.start(1), typed.end(1), typed.group(1), word


def plant(text, items, cited, rng, rate, latex):
    edits, taken, last = [], years_by_name(items), 0
    for kind, start, end, right, name in sites(text, items):
        # One slip a citation: a name and its year are not both changed.
        if start >= last + 40 and rng.random() < rate:
            last = end
            made = year_slip(int(right), taken[name], rng) if kind == "year" else slip(right, rng)
            if made:
                edits.append((start, end, made[1], made[0], right))
    for one in cited:
        item = items.get(one["key"])
        if item and rng.random() < rate / 4 and len(item.get("title", "").split()) > 3:
            at = text.find("\n\n", len(text.encode()[: one["end"]["byte"]].decode("utf-8", "ignore")))
            made = title_slip(item["title"], rng)
            if at > 0 and made:
                edits.append((at, at, (r" (\emph{%s})" if latex else " (*%s*)") % made[1], made[0], item["title"]))
    planted, out, last = [], "", 0
    for start, end, made, kind, right in sorted(edits):
        if start < last:
            continue
        out += text[last:start]
        planted.append((len(out.encode()), len((out + made).encode()), kind, right, made))
        out, last = out + made, end
    return out + text[last:], planted


def is_right(right, expected):
    right, expected = flat(right), flat(expected)
    return bool(right and expected) and (right in expected or (len(expected) > 2 and expected in right))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", default="siglum", help="the binary")
    parser.add_argument("--bib", action="append", required=True, help="a bibliography; may be repeated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=0.1, help="how many of the places get a slip")
    parser.add_argument("--handtype", action="store_true", help="type citations out first")
    parser.add_argument("--show", action="store_true", help="print what was missed")
    parser.add_argument("files", nargs="+", type=Path)
    arguments = parser.parse_args()
    tool = shutil.which(arguments.tool) or str(Path(arguments.tool).resolve())
    rng = random.Random(arguments.seed)
    items = records(tool, arguments.bib)

    alarms = check(tool, arguments.bib, arguments.files)
    print(f"untouched: {len(alarms)} findings; each is a true error or a false alarm, as you judge")
    for one in alarms:
        print(f"  {one['path']}:{one['start']['line']}: {one['severity']}[{one['rule']}] {one['message']}")

    total, hit = collections.Counter(), collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        keys, copies = {}, []
        for number, path in enumerate(arguments.files):
            text = path.read_text(encoding="utf-8", errors="replace")
            cited = siglum(tool, "citations", "--format", "json", "--isolated", str(path))["citations"]
            if arguments.handtype:
                text, cited = typed_out(text, cited, items, " dans " in text), []
            text, planted = plant(text, items, cited, rng, arguments.rate, path.suffix == ".tex")
            copy = Path(folder, f"{number}-{path.name}")
            copy.write_text(text, encoding="utf-8")
            keys[copy.name] = planted
            copies.append(copy)
        found = collections.defaultdict(list)
        for one in check(tool, arguments.bib, copies):
            found[Path(one["path"]).name].append(one)
        for name, planted in keys.items():
            for start, end, kind, right, made in planted:
                here = [one for one in found[name] if one["start"]["byte"] < end and one["end"]["byte"] > start]
                total[kind] += 1
                if any(is_right(right, one.get("expected")) for one in here):
                    hit[kind] += 1
                elif arguments.show:
                    said = here[0]["message"] if here else "nothing"
                    data = copies[int(name.split("-")[0])].read_bytes()
                    around = data[max(0, start - 40) : end + 10].decode("utf-8", "replace").replace("\n", " ")
                    print(f"  missed {name}: {kind} {made.strip()!r} for {right!r} in {around!r}; said {said}")
    print(f"planted: {sum(total.values())}, found with the right answer: {sum(hit.values())}")
    for kind in sorted(total):
        print(f"  {kind:16} {hit[kind]}/{total[kind]} = {hit[kind] / total[kind]:.3f}")


if __name__ == "__main__":
    main()
