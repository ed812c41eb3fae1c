#!/usr/bin/env python3
"""Builds common-words.txt: how common a word is, for near misses (a common word is no misspelt name).

Source: the frequency lists inside the Python package pyspellchecker (MIT, see LICENSE-common-words), for English,
French, German, Spanish, Italian, Portuguese and Dutch. A word is folded (lower case, no marks); its figure is ten times
the log10 of its occurrences per 10^9 words in the language where it is most common.

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
# Below these the lists hold more noise than words: 3.5 for longer words, 2 for those of three letters.
LEAST = 3.5
LEAST_SHORT = 2.0
LETTERS = {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "ð": "d", "þ": "th", "ı": "i"}


def fold(word):
    word = "".join(LETTERS.get(c, c) for c in word.lower())
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


def main():
    best = {}
    folder = Path(spellchecker.__file__).parent / "resources"
    for language in LANGUAGES:
        counts = json.loads(gzip.decompress((folder / f"{language}.json.gz").read_bytes()))
        total = sum(counts.values())
        for word, count in counts.items():
            folded = fold(word)
            if len(folded) >= 3 and folded.isascii() and folded.isalpha():
                best[folded] = max(best.get(folded, 0), math.log10(count / total * 1e9))
    for word in sorted(best):
        if best[word] >= (LEAST_SHORT if len(word) == 3 else LEAST):
            sys.stdout.write(f"{word} {int(best[word] * 10)}\n")


if __name__ == "__main__":
    main()
