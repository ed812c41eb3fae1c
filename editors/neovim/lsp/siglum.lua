-- siglum for Neovim 0.11 or later: `vim.lsp.enable("siglum")` reads this file from any `lsp/` folder of 'runtimepath'.
---@type vim.lsp.Config
return {
  cmd = { "siglum", "lsp" },
  filetypes = { "markdown", "pandoc", "quarto", "rmd", "rmarkdown", "latex", "tex", "plaintex", "typst", "org",
    "restructuredtext", "rst", "asciidoc", "asciidoctor", "bib", "toml" },
  root_dir = function(buffer, on_dir)
    local name = vim.fs.basename(vim.api.nvim_buf_get_name(buffer))
    local holds = function()
      return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n"):find("tool.siglum", 1, true)
    end
    -- Of TOML files, none but those that hold its settings.
    if vim.bo[buffer].filetype ~= "toml" or name == "siglum.toml" or name == ".siglum.toml"
      or name == "pyproject.toml" and holds() then
      on_dir(vim.fs.root(buffer, { "siglum.toml", ".siglum.toml" }) or vim.fs.root(buffer, "_quarto.yml")
        or vim.fs.root(buffer, ".git"))
    end
  end,
}
