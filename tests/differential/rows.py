"""Reads the files in formats/: rows that are compared one by one, and the parts that documents are made of."""

import dataclasses
import json
import pathlib
import random

MARK = "%%%"
KINDS = ("row", "differs", "block", "top", "inline", "leaf", "hide")


@dataclasses.dataclass
class Format:
    """A file of formats/."""

    name: str
    extension: str
    tool: str
    forms: bool
    # Parts that hold any of these are not put into one another.
    once: list
    # What the text is put into before siglum reads it: `notebook`, or nothing.
    wrap: str
    rows: list
    parts: dict


def read(path):
    """Reads a file of formats/."""
    head, *pieces = path.read_text().split("\n" + MARK + " ")
    settings = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line and not line.startswith("#"))
    rows, parts = [], {kind: [] for kind in KINDS}
    for piece in pieces:
        first, _, text = piece.partition("\n")
        kind, _, note = first.partition(" ")
        if kind not in KINDS:
            raise SystemExit(f"{path.name}: {kind!r} is none of {', '.join(KINDS)}")
        text = text.removesuffix("\n")
        if kind in ("row", "differs"):
            # Rows of one line each may stand together.
            lines = [text] if note != "each line" else text.splitlines()
            rows.extend((line, note if kind == "differs" else None) for line in lines)
        else:
            parts[kind].extend([text] if note != "each line" else text.splitlines())
    if "parts" in settings:
        parts = read(path.with_stem(settings["parts"])).parts
    forms = settings.get("compare") == "forms"
    once, wrap = settings.get("once", "").split(), settings.get("wrap", "")
    return Format(path.stem, settings["extension"], settings["tool"], forms, once, wrap, rows, parts)


class Generator:
    """Makes documents of a format's parts, the same ones for the same seed.

    In a part, one generic currency sign stands for text within a paragraph, two for blocks, and a section sign for a
    key. What stands before blocks on their line stands in front of each of their lines, and blanks in its place where it
    is no mark of a quotation.
    """

    WORDS = "As shown by others, (see) there: it is so. But 2016 was not; yet".split()

    def __init__(self, format, seed):
        self.parts = format.parts
        self.once = format.once
        self.inside = []
        self.random = random.Random(f"{format.name} {seed}")

    def document(self):
        """Blocks of a document."""
        return [self.block(0) for _ in range(self.random.randint(3, 8))]

    def block(self, depth):
        blocks = [part for part in self.parts["block"] if depth < 3 or "¤¤" not in part]
        blocks += self.parts["top"] if depth == 0 else []
        part = self.random.choice(blocks)
        lines = []
        for line in part.split("\n"):
            before, nested, after = line.partition("¤¤")
            if not nested:
                lines.append(self.fill(line, depth))
                continue
            inner = "\n\n".join(self.block(depth + 1) for _ in range(self.random.randint(1, 2)))
            going_on = before if set(before) <= set("> ") else " " * len(before)
            lines.append(before + inner.replace("\n", "\n" + going_on) + after)
        return "\n".join(lines)

    def fill(self, text, depth):
        self.inside.append(text)
        while "¤" in text:
            text = text.replace("¤", self.inline(depth + 1), 1)
        self.inside.pop()
        while "§" in text:
            text = text.replace("§", self.key(), 1)
        return text

    def inline(self, depth):
        said = ""
        for _ in range(self.random.randint(1, 4)):
            said += " " + self.one(depth)
        return said.strip()

    def one(self, depth):
        kind = self.random.choice(["word", "word", "leaf", "leaf", "hide", "inline"])
        if kind == "word" or (kind == "inline" and depth > 4):
            return self.random.choice(self.WORDS)
        is_once = lambda part: any(mark in part for mark in self.once)
        taken = any(map(is_once, self.inside))
        # No markup within itself: formats differ in what that means, and nobody writes it.
        fits = lambda part: part not in self.inside and not (taken and is_once(part))
        parts = [part for part in self.parts[kind] if fits(part)]
        if not parts:
            return self.random.choice(self.WORDS)
        return self.fill(self.random.choice(parts), depth)

    def key(self):
        letters = self.random.choice(["smith", "müller", "doe", "o_neil", "a"])
        return letters + str(self.random.randint(1900, 2030)) + self.random.choice(["", "", "a", "b", "-x", ":y"])


def notebook(text, number):
    """A Jupyter notebook with the text in a cell, and in cells that do not count; written in one way or another."""
    lines = text.splitlines(keepends=True) if number % 2 else text
    cell = lambda kind, source, **more: {"cell_type": kind, "metadata": {}, "source": source, **more}
    code = cell("code", lines, execution_count=None, outputs=[{"output_type": "stream", "name": "stdout", "text": lines}])
    cells = [code, cell("markdown", lines), cell("raw", "@raw"), code]
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=number % 3 == 0, indent=[None, 1][number % 2])


def all_formats(folder, names):
    """The formats, or those of these names."""
    paths = sorted(pathlib.Path(folder).glob("*.txt"))
    return [read(path) for path in paths if not names or path.stem in names]
