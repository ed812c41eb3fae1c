# siglum with kakoune-lsp (kak-lsp) 18 or later, beside the servers that are there.
hook -group siglum global BufSetOption filetype=(markdown|latex|typst|org|restructuredtext|asciidoc|bibtex) %{
    # The hook runs again where a file type is set again, and a server that is named twice is none.
    evaluate-commands %sh{
        case $kak_opt_lsp_servers in
            *'[siglum]'*) ;;
            *) printf '%s\n' 'set-option -add buffer lsp_servers %{' '[siglum]' \
                'root_globs = ["siglum.toml", "_quarto.yml", ".git"]' 'args = ["lsp"]' '}' ;;
        esac
    }
}
