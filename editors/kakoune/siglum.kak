# siglum with kakoune-lsp 18 or later. Untested here.
hook -group siglum global BufSetOption filetype=(markdown|latex|typst|org|restructuredtext|asciidoc|bibtex) %{
    set-option -add buffer lsp_servers %{
        [siglum]
        root_globs = ["siglum.toml", "_quarto.yml", ".git"]
        args = ["lsp"]
    }
}
