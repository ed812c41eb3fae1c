" siglum with vim-lsp. Untested here.
augroup siglum
  autocmd!
  autocmd User lsp_setup call lsp#register_server({
    \ 'name': 'siglum',
    \ 'cmd': {info -> ['siglum', 'lsp']},
    \ 'allowlist': ['markdown', 'pandoc', 'quarto', 'rmd', 'tex', 'latex', 'plaintex', 'typst', 'bib'],
    \ })
augroup END
