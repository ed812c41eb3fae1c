" siglum with ALE (Vim 8 or later). Tested with every change.
" ALE asks for hover in plain text; abstracts are shown in full all the same.
for s:filetype in ['markdown', 'pandoc', 'quarto', 'rmd', 'rmarkdown', 'latex', 'tex', 'plaintex', 'typst', 'org', 'restructuredtext', 'rst', 'asciidoc', 'asciidoctor', 'bib']
  call ale#linter#Define(s:filetype, {
  \   'name': 'siglum',
  \   'lsp': 'stdio',
  \   'executable': 'siglum',
  \   'command': '%e lsp',
  \   'project_root': {buffer -> expand('#' . buffer . ':p:h')},
  \})
endfor
