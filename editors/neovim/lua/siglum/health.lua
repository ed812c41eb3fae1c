-- :checkhealth siglum

local M = {}

function M.check()
  local health = vim.health
  health.start("siglum")
  if vim.fn.has("nvim-0.11") == 1 then
    health.ok("Neovim " .. tostring(vim.version()))
  else
    health.error("Neovim 0.11 or later is needed")
    return
  end
  local config = vim.lsp.config["siglum"]
  local command = config and type(config.cmd) == "table" and config.cmd[1] or "siglum"
  if vim.fn.executable(command) == 0 then
    health.error(command .. " cannot be run", { "install it: cargo install --path .", "or name it: vim.lsp.config('siglum', { cmd = { '/path/to/siglum', 'lsp' } })" })
    return
  end
  local version = vim.system({ command, "--version" }, { text = true }):wait(5000)
  if version.code == 0 then
    health.ok(vim.trim(version.stdout) .. ": " .. vim.fn.exepath(command))
  else
    health.error(command .. " ends with status " .. version.code)
  end
  if vim.lsp.is_enabled and not vim.lsp.is_enabled("siglum") then
    health.warn("it is not enabled", { "put vim.lsp.enable('siglum') into init.lua" })
  end
  local client = vim.lsp.get_clients({ name = "siglum" })[1]
  if not client then
    health.info("no server is running: open a manuscript or a bibliography")
    return
  end
  local answer = client:request_sync("workspace/executeCommand", { command = "siglum.doctor", arguments = {} }, 5000)
  if not answer or not answer.result then
    health.error("the server does not answer")
    return
  end
  health.ok("the server answers")
  for _, file in ipairs(answer.result.corpus) do
    local told = ("%s: %d records, %d faults of syntax"):format(file.path, file.records, file.problems)
    if file.problems > 0 then
      health.warn(told)
    else
      health.ok(told)
    end
  end
  for _, path in ipairs(answer.result.unreadable) do
    health.warn("cannot be read: " .. path)
  end
end

return M
