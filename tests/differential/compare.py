#!/usr/bin/env python3
"""Compares what siglum finds cited with what the formats' own tools do. README.md tells how and what for."""

import argparse
import collections
import pathlib
import sys
import tempfile

import manuscripts
import rows
import tools

HERE = pathlib.Path(__file__).parent


def answers(asked, format, texts, folder):
    """For each text what siglum and the format's tool find: (ours, theirs)."""
    paths = []
    for number, text in enumerate(texts):
        path = pathlib.Path(folder, f"{number:04}{'.' + format.extension}")
        path.write_text(text, newline="")
        paths.append(str(path))
    tool, _, reads = format.tool.partition(" ")
    # Typst knows its labels; to the other tools a cross-reference is a citation.
    if format.wrap:
        wrapped = [path + "." + format.extension for path in paths]
        for number, (path, text) in enumerate(zip(wrapped, texts)):
            pathlib.Path(path).write_text(rows.notebook(text, number))
        found = asked.ask_siglum(wrapped, crossrefs=True)
        ours = {path: found[copy] for path, copy in zip(paths, wrapped)}
    else:
        ours = asked.ask_siglum(paths, crossrefs=tool != "typst")
    if tool == "pandoc":
        theirs = asked.ask_pandoc(paths, reads)
    elif tool == "docutils":
        theirs = asked.ask_docutils(paths)
    elif tool in ("myst", "asciidoctor"):
        theirs = asked.ask_node(paths, tool)
    else:
        theirs = {path: asked.ask_typst(path, {key for key, _ in ours[path]}) for path in paths}
    return [(ours[path], theirs[path]) for path in paths]


def difference(format, ours, theirs):
    """What differs, in words; empty where nothing does."""
    if isinstance(theirs, str):
        return f"the tool fails: {theirs.strip().splitlines()[0]}"
    if not format.forms:
        ours, theirs = ([key for key, _ in found] for found in (ours, theirs))
    ours, theirs = collections.Counter(ours), collections.Counter(theirs)
    parts = [("siglum only", ours - theirs), ("tool only", theirs - ours)]
    return "; ".join(f"{name}: {sorted(found.elements())}" for name, found in parts if found)


def compare_rows(asked, format, folder):
    """Each row on its own."""
    failed = 0
    found = answers(asked, format, [text + "\n" for text, _ in format.rows], folder)
    for (text, explained), (ours, theirs) in zip(format.rows, found):
        differs = difference(format, ours, theirs)
        if bool(differs) != bool(explained):
            failed += 1
            print(f"FAILED: {format.name}: {text!r}: {differs or 'agrees, so it is no row that differs'}")
    return len(format.rows) - failed, failed


def shrink(asked, format, blocks):
    """The fewest blocks of a document on which the tools still differ."""
    differs = lambda found: difference(format, *found)
    at = 0
    while at < len(blocks):
        fewer = blocks[:at] + blocks[at + 1 :]
        with tempfile.TemporaryDirectory() as folder:
            if fewer and differs(answers(asked, format, ["\n\n".join(fewer) + "\n"], folder)[0]):
                blocks = fewer
            else:
                at += 1
    return "\n\n".join(blocks)


def compare_documents(asked, format, count, folder):
    """Generated documents, always the same ones."""
    if not (format.parts["block"] and count):
        return 0, 0
    failed = 0
    documents = [rows.Generator(format, seed).document() for seed in range(count)]
    found = answers(asked, format, ["\n\n".join(blocks) + "\n" for blocks in documents], folder)
    for seed, (blocks, (ours, theirs)) in enumerate(zip(documents, found)):
        differs = difference(format, ours, theirs)
        if differs:
            failed += 1
            print(f"FAILED: {format.name}, document {seed}: {differs}\n{shrink(asked, format, blocks)}\n")
    return count - failed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--siglum", required=True, help="the binary")
    parser.add_argument("--pandoc", required=True, help="the binary")
    parser.add_argument("--docutils", default=sys.executable, help="a Python that has docutils and sphinxcontrib-bibtex")
    parser.add_argument("--node", default=".", help="a folder in which npm has installed myst-parser and @asciidoctor/core")
    parser.add_argument("--documents", type=int, default=100, help="how many documents are generated for each format")
    parser.add_argument("--format", action="append", help="only this file of formats/ (repeatable)")
    parser.add_argument("--manuscripts", help="a folder of real manuscripts, to be compared instead")
    given = parser.parse_args()
    asked = tools.Tools(given.siglum, given.pandoc, given.docutils, given.node)
    passed, failed = 0, 0
    if given.manuscripts:
        passed, failed = manuscripts.compare(asked, pathlib.Path(given.manuscripts), HERE / "manuscripts.tsv")
    for format in [] if given.manuscripts else rows.all_formats(HERE / "formats", given.format):
        for compared, *rest in ((compare_rows,), (compare_documents, given.documents)):
            with tempfile.TemporaryDirectory() as folder:
                counts = compared(asked, format, *rest, folder)
            passed, failed = passed + counts[0], failed + counts[1]
    print(f"differential: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
