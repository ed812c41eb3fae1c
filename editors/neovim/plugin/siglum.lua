-- The command :Siglum; see :help siglum.
if vim.g.loaded_siglum then
  return
end
vim.g.loaded_siglum = true

vim.api.nvim_create_user_command("Siglum", function(command)
  require("siglum").run(command.fargs)
end, {
  nargs = "+",
  desc = "Citations: language, abstract, search, cite, doctor, reindex",
  complete = function(lead, line)
    return require("siglum").complete(lead, line)
  end,
})
