"""Compares real manuscripts. What differs stands in manuscripts.tsv with its reason, and that list may only shrink."""

import collections
import pathlib
import re
import tempfile
import unicodedata

# What knitr takes out before Pandoc reads: code chunks and inline code.
CHUNK = re.compile(r"^([ \t>]*)(```+)\{[^\n]*\n.*?^[ \t>]*\2[ \t]*$", re.M | re.S)
# LaTeX that Pandoc passes over with the keys in it, and what it is given in its place: biblatex's `\fullcite`,
# `\citegenp`, which the class of Language Science Press defines, and the text of a note apart from its mark.
UNKNOWN = (
    (re.compile(r"\\fullcite(?=[\[{])"), r"\\cite"),
    (re.compile(r"\\citegenp(?=[\[{])"), r"\\citep"),
    (re.compile(r"\\footnotetext(?=[\[{])"), r"\\footnote"),
)
READS = {".md": "markdown", ".Rmd": "markdown", ".qmd": "markdown", ".tex": "latex", ".org": "org"}


def known(path):
    """The differences that are explained: (file, side, key) with how often."""
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    found = collections.Counter()
    for line in lines:
        file, side, key, count, _reason = line.split("\t")
        found[file, side, key] += int(count)
    return found


def endings(text):
    """What closes the environments that a piece of a LaTeX text leaves open: TeX reads on, Pandoc reads nothing."""
    opened = []
    for kind, name in re.findall(r"\\(begin|end)\{(\w+\*?)\}", re.sub(r"(?<!\\)%.*", "", text)):
        if kind == "begin":
            opened.append(name)
        elif name in opened:
            del opened[len(opened) - 1 - opened[::-1].index(name) :]
    return "".join(f"\n\\end{{{name}}}" for name in reversed(opened))


def woven(path, folder):
    """The text that Pandoc reads of a manuscript, in a file."""
    text = path.read_text(errors="replace")
    if path.suffix == ".Rmd":
        text = CHUNK.sub(lambda match: match.group(1), text)
    if path.suffix == ".tex":
        for command, known_one in UNKNOWN:
            text = command.sub(known_one, text)
        text += endings(text)
    copy = folder / (path.stem + path.suffix)
    copy.write_text(text)
    return str(copy)


def in_text(key, form, suffix, first):
    """`\\citet{a,b}` names the authors of both in the text, as natbib has it; to Pandoc only the first one's are in it."""
    return key, "author-in-text" if first == "author-in-text" else form, suffix


def words(suffix):
    """What stands behind a key, as far as both sides tell it alike: letters and digits, without commands of LaTeX."""
    suffix = re.sub(r"\\[a-zA-Z]+\*?|\\\W", "", suffix)
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", suffix))).lower()


def differences(ours, theirs):
    """What differs, as (side, key) with how often: keys; where both have the same ones, how they are cited (as (form,
    "key: ours, not theirs")) and what stands behind the key."""
    mine, other = (collections.Counter(key for key, *_ in side) for side in (ours, theirs))
    found = collections.Counter()
    for side, extra in (("siglum", mine - other), ("pandoc", other - mine)):
        found.update({(side, key): count for key, count in extra.items()})
    same = {key for key in mine if mine[key] == other[key]}
    for side, of in (("form", lambda cited: cited[1]), ("suffix", lambda cited: words(cited[2]))):
        mine, other = (collections.Counter((key[0], of(key)) for key in all if key[0] in same) for all in (ours, theirs))
        pairs = zip(sorted((mine - other).elements()), sorted((other - mine).elements()))
        found.update((side, f"{key}: {one!r}, not {another!r}") for (key, one), (_, another) in pairs)
    return found


def compare(asked, folder, explained):
    """Counts the manuscripts that agree but for what is explained, and those that do not."""
    expected = known(explained)
    passed = failed = cited = differ = 0
    for path in sorted(path for path in folder.rglob("*") if path.suffix in READS and path.is_file()):
        name = path.relative_to(folder).as_posix()
        with tempfile.TemporaryDirectory() as scratch:
            copy = woven(path, pathlib.Path(scratch))
            ours = asked.ask_siglum([copy], crossrefs=True, suffixes=True)[copy]
            theirs = asked.ask_pandoc([copy], READS[path.suffix], suffixes=True)[copy]
            if path.suffix == ".tex" and not isinstance(theirs, str):
                theirs = [in_text(*cited) for cited in theirs]
        found = collections.Counter()
        if isinstance(theirs, str):
            # The star stands for all that siglum finds.
            print(f"{name}: {theirs.strip().splitlines()[0]}")
            found[name, "siglum", "*"] = 1
            ours = theirs = []
        found.update({(name, *difference): count for difference, count in differences(ours, theirs).items()})
        mine = collections.Counter({place: count for place, count in expected.items() if place[0] == name})
        cited += len(theirs)
        differ += sum(found.values())
        if found == mine:
            passed += 1
            continue
        failed += 1
        for (_, side, key), count in sorted((found - mine).items()):
            print(f"FAILED: {name}\t{side}\t{key}\t{count}")
        for (_, side, key), count in sorted((mine - found).items()):
            print(f"FAILED: {name}: no more: {side} {key} ({count})")
    explained = "all explained" if not failed else "not all explained"
    print(f"{cited} citations, {differ} differ, {explained}")
    return passed, failed
