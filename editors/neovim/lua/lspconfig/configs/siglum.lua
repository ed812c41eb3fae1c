-- The shape of nvim-lspconfig before Neovim 0.11: require("lspconfig").siglum.setup({}). From 0.11 on,
-- lsp/siglum.lua is read by Neovim itself.
local config = dofile(vim.fs.joinpath(vim.fs.dirname(vim.fs.dirname(vim.fs.dirname(vim.fs.dirname(
  debug.getinfo(1, "S").source:sub(2)
)))), "lsp", "siglum.lua"))

return {
  default_config = {
    cmd = config.cmd,
    filetypes = config.filetypes,
    root_dir = function(name)
      return vim.fs.root(name, { "siglum.toml", ".siglum.toml", "_quarto.yml", ".git" })
    end,
    single_file_support = true,
  },
  docs = { description = "Citations of manuscripts: abstracts on hover, keys by what one remembers, slips in names." },
}
