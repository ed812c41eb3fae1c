-- siglum for Neovim 0.11 or later: `vim.lsp.enable("siglum")` reads this file from any `lsp/` folder of 'runtimepath'.
---@type vim.lsp.Config
return {
  cmd = { "siglum", "lsp" },
  filetypes = { "markdown", "pandoc", "quarto", "rmd", "rmarkdown", "latex", "tex", "plaintex", "typst", "org",
    "restructuredtext", "rst", "asciidoc", "asciidoctor", "bib" },
  root_markers = { { "siglum.toml", ".siglum.toml" }, "_quarto.yml", ".git" },
}
