#!/usr/bin/env python3
"""Builds common-words.txt: how common a word is, for near misses (a common word is no misspelt name).

Source: the frequency lists inside the Python package pyspellchecker (MIT, see LICENSE-common-words), for English,
French, German, Spanish, Italian, Portuguese and Dutch. A word is folded (lower case, no marks); behind it stand the
languages in which it is common, each with ten times the log10 of its occurrences per 10^9 words there.

    pip install pyspellchecker && python3 build-common-words.py > common-words.txt
"""
import gzip
import json
import math
import sys
import unicodedata
from pathlib import Path

import spellchecker

LANGUAGES = ["en", "fr", "de", "es", "it", "pt", "nl"]
# Below these the lists hold more noise than words: 3 for longer words (what near-miss tiers S and G ask for), 2 for
LEAST = 3.0
LEAST_SHORT = 2.0
LETTERS = {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "ð": "d", "þ": "th", "ı": "i"}


def fold(word):
    word = "".join(LETTERS.get(c, c) for c in word.lower())
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def main():
    best = {}  # word -> {language: figure}
    folder = Path(spellchecker.__file__).parent / "resources"
    for language in LANGUAGES:
        counts = json.loads(gzip.decompress((folder / f"{language}.json.gz").read_bytes()))
        total = sum(counts.values())
        for word, count in counts.items():
            folded = fold(word)
            if len(folded) >= 3 and folded.isascii() and folded.isalpha():
                figures = best.setdefault(folded, {})
                figures[language] = max(figures.get(language, 0), math.log10(count / total * 1e9))
    for word in sorted(best):
        least = LEAST_SHORT if len(word) == 3 else LEAST
        figures = [f"{language}{int(z * 10)}" for language, z in sorted(best[word].items()) if z >= least]
        if figures:
            sys.stdout.write(f"{word} {' '.join(figures)}\n")


if __name__ == "__main__":
    main()
