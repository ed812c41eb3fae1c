"""Prints what docutils and sphinxcontrib-bibtex find cited in files, as JSON: for each file a list of [key, form], or a
message where they fail. Run by a Python that has both: python docutils_cites.py FILE...

The document is docutils' own; the roles are those of sphinxcontrib-bibtex, whose parser takes their text apart. Sphinx's
other roles are registered as what they are to citations: markup that holds none.
"""

import io
import json
import pathlib
import sys

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Directive, Parser, directives, roles
from docutils.utils import new_document, unescape
from sphinxcontrib.bibtex.citation_target import parse_citation_targets

NORMAL = "p ps alp alps label labelpar author authors authorpar authorpars cauthor cauthors".split()
FORMS = {
    **{name: "normal" for name in ["", *(":" + name for name in NORMAL)]},
    **{name: "author-in-text" for name in (":t", ":ts", ":ct", ":cts")},
    **{name: "suppress-author" for name in (":year", ":yearpar")},
    ":empty": "nocite",
}


class cited(nodes.Inline, nodes.TextElement):
    """A citation."""


def role_of(form):
    def role(name, rawtext, text, lineno, inliner, options=None, content=None):
        try:
            keys = [target.key for target in parse_citation_targets(unescape(text))]
        except ValueError:
            keys = []
        return [cited(rawtext, "", keys=keys, form=form)], []

    return role


def other(name, rawtext, text, lineno, inliner, options=None, content=None):
    return [nodes.literal(rawtext, text)], []


class Bibliography(Directive):
    """Keys that are listed."""

    has_content = True
    optional_arguments = 9
    final_argument_whitespace = True
    option_spec = {name: directives.unchanged for name in ("filter", "all", "cited", "style", "list", "keyprefix")}

    def run(self):
        return [cited("", "", keys=[line.strip() for line in self.content if line.strip()], form="nocite")]


class Code(Directive):
    """Sphinx's directives of code."""

    has_content = True
    optional_arguments = 9
    final_argument_whitespace = True
    option_spec = {name: directives.unchanged for name in ("caption", "name", "linenos", "maxdepth", "hidden")}

    def run(self):
        return [nodes.literal_block()]


class Text(Directive):
    """Sphinx's directives of text: a note of one kind or another."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self):
        node = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


def register():
    for kind, form in FORMS.items():
        roles.register_local_role("cite" + kind, role_of(form))
        roles.register_local_role("footcite" + kind, role_of(form))
    for name in "ref doc math:numref eq numref download term option envvar file kbd py:func func class".split():
        roles.register_local_role(name, other)
    directives.register_directive("bibliography", Bibliography)
    for name in ("toctree", "literalinclude", "index", "testcode", "doctest"):
        directives.register_directive(name, Code)
    for name in ("seealso", "only", "versionadded"):
        directives.register_directive(name, Text)


def found_in(path):
    settings = get_default_settings(Parser)
    settings.report_level = settings.halt_level = 5
    settings.warning_stream = io.StringIO()
    tree = new_document(path, settings)
    # No transforms: a reference whose definition stands in another file is one all the same.
    Parser().parse(pathlib.Path(path).read_text(), tree)
    found = []
    for node in tree.findall(lambda node: isinstance(node, (cited, nodes.citation_reference))):
        if isinstance(node, cited):
            found += [[key, node["form"]] for key in node["keys"]]
        else:
            found.append([node.astext(), "normal"])
    return found


def main():
    register()
    print(json.dumps([found_in(path) for path in sys.argv[1:]]))


if __name__ == "__main__":
    main()
