"""What siglum and the formats' own tools say is cited in texts. Each answer is a list of (key, form), or a message of failure."""

import json
import pathlib
import re
import subprocess
import tempfile

HERE = pathlib.Path(__file__).parent
# Pandoc's interpreter of Lua fails when it reads many files.
AT_ONCE = 20
FORMS = {"NormalCitation": "normal", "AuthorInText": "author-in-text", "SuppressAuthor": "suppress-author"}
TYPST_FORMS = {None: "nocite", "prose": "author-in-text", "author": "author-in-text", "year": "suppress-author"}


def printed(paths, command, **given):
    """The answers that a command prints as a list, by path."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **given)
    if done.returncode:
        raise SystemExit(f"{command[1]} ended with status {done.returncode}: {done.stderr}")
    found = [answer if isinstance(answer, str) else list(map(tuple, answer)) for answer in json.loads(done.stdout)]
    return dict(zip(paths, found))


class Tools:
    """The programs that are asked."""

    def __init__(self, siglum, pandoc, docutils, node):
        self.siglum = siglum
        self.pandoc = pandoc
        self.docutils = docutils
        self.node = node

    def ask_siglum(self, paths, crossrefs, suffixes=False):
        """What siglum finds in files, by path; with what it knows to be a cross-reference, or without; with what stands
        behind each key, if that is asked for."""
        command = [self.siglum, "citations", "--no-cache", "--format", "json", *paths]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not done.stdout:
            raise SystemExit(f"{' '.join(command[:4])}: {done.stderr}")
        found = {path: [] for path in paths}
        for citation in json.loads(done.stdout)["citations"]:
            if crossrefs or not citation["crossref"]:
                cited = (citation["key"], citation["form"], citation["locator"] or "")
                found[citation["path"]].append(cited if suffixes else cited[:2])
        return found

    def ask_pandoc(self, paths, format, suffixes=False):
        """What Pandoc finds in files, by path; with what stands behind each key and the form of the first one
        beside it, if that is asked for."""
        script = HERE / "pandoc.lua"
        found = []
        for first in range(0, len(paths), AT_ONCE):
            command = [self.pandoc, "lua", script, format, *paths[first : first + AT_ONCE]]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"pandoc lua ended with status {done.returncode}: {done.stderr}")
            found += json.loads(done.stdout)
        answers = {}
        for path, answer in zip(paths, found):
            if not isinstance(answer, str):
                # `@*` cites everything and no key.
                name = lambda form: FORMS.get(form, form)
                answer = [(key, name(form), suffix, name(first)) for key, form, suffix, first in answer if key != "*"]
                answer = answer if suffixes else [cited[:2] for cited in answer]
            answers[path] = answer
        return answers

    def ask_docutils(self, paths):
        """What docutils finds in files, by path."""
        return printed(paths, [self.docutils, HERE / "docutils_cites.py", *paths])

    def ask_node(self, paths, tool):
        """What a tool that runs in Node finds in files, by path. Node looks for packages where it is started."""
        script = (HERE / "node_cites.mjs").read_text()
        return printed(paths, ["node", "--input-type=module", "-", tool, *paths], input=script, cwd=self.node)

    @staticmethod
    def ask_typst(path, keys):
        """What Typst finds in a file, which may cite these keys."""
        import typst

        with tempfile.TemporaryDirectory() as folder:
            main = pathlib.Path(folder, "main.typ")
            main.write_text(pathlib.Path(path).read_text() + '\n\n#bibliography("known.bib")\n')
            books = [f"@book{{{key}, title={{T}}, author={{A, B}}, year={{2000}}}}\n" for key in sorted(keys)]
            pathlib.Path(folder, "known.bib").write_text("".join(books))
            try:
                cites = json.loads(typst.query(str(main), "cite"))
            except (typst.TypstError, RuntimeError) as error:
                return str(error)
        key = lambda cite: re.sub(r'^<|>$|^label\("|"\)$', "", cite["key"])
        return [(key(cite), TYPST_FORMS.get(cite.get("form"), "normal")) for cite in cites]
