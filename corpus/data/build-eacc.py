#!/usr/bin/env python3
"""Writes eacc.bin out of the Library of Congress's code tables: build-eacc.py codetables.xml eacc.bin

The tables (https://www.loc.gov/marc/specifications/codetables.xml) are in the public domain. Of their sets, the one with
ISOcode="31" is the East Asian Character Code: three bytes a character, as hexadecimal digits in <marc>, and the character
in <ucs>, or in <alt> where it has one for private use only.

The file holds numbers with their high byte first: how many rows there are (2 bytes); for each first two bytes of a code,
sorted, these (2) and the place of their first character (2); for each character, sorted, its third byte (1) and its number
in Unicode (2).
"""

import struct
import sys
import xml.etree.ElementTree as ElementTree


def codes(path):
    tree = ElementTree.parse(path)
    for characters in tree.iter("characterSet"):
        if characters.get("ISOcode") != "31":
            continue
        for code in characters.iter("code"):
            number = code.findtext("ucs") or code.findtext("alt")
            yield int(code.findtext("marc"), 16), int(number, 16)


def main(source, target):
    found = dict(codes(source))
    assert all(0x212020 <= code <= 0x7E7E7E and number <= 0xFFFF for code, number in found.items())
    rows, characters = {}, b""
    for place, (code, number) in enumerate(sorted(found.items())):
        rows.setdefault(code >> 8, place)
        characters += struct.pack(">BH", code & 0xFF, number)
    table = b"".join(struct.pack(">HH", *row) for row in sorted(rows.items()))
    with open(target, "wb") as out:
        out.write(struct.pack(">H", len(rows)) + table + characters)


if __name__ == "__main__":
    main(*sys.argv[1:])
