-- A real Neovim drives the real binary over the project's own examples, with the project's own configuration.
--   nvim --clean --headless -l tests/editors/neovim/test.lua target/debug/siglum
-- This script is the parent: it starts a second Neovim and types into it over RPC. (Keys that are fed into insert mode
-- of `nvim -l` itself would end it with status 0 half way.) Nothing waits for a time, all wait for a state.

local binary = assert(vim.uv.fs_realpath(arg[1]), "no such binary: " .. tostring(arg[1]))
local script = assert(vim.uv.fs_realpath(arg[0]))
local project = vim.fs.dirname(vim.fs.dirname(vim.fs.dirname(vim.fs.dirname(script))))
local folder = assert(vim.uv.fs_mkdtemp(vim.uv.os_tmpdir() .. "/siglum-neovim-XXXXXX"))
vim.fn.system({ "cp", "-R", project .. "/examples/.", folder })
folder = assert(vim.uv.fs_realpath(folder))

local PATIENCE = 30000 -- milliseconds; machines are slow and shared
local passed, failed = 0, 0

local function report(name, ok, detail)
  passed, failed = passed + (ok and 1 or 0), failed + (ok and 0 or 1)
  local line = (ok and "PASS " or "FAIL ") .. name
  if not ok then
    PATIENCE = 5000 -- one thing that does not come tells enough about the machine
  end
  if not ok and detail ~= nil then
    line = line .. "\n     got " .. vim.inspect(detail):gsub("\n", "\n     ")
  end
  io.write(line, "\n")
  return ok
end

-- The editor under test.
local channel = vim.fn.jobstart({ vim.v.progpath, "--clean", "--embed", "--headless", "-n" }, {
  rpc = true,
  cwd = folder,
})
local function call(method, ...)
  return vim.rpcrequest(channel, method, ...)
end
local function lua(code, ...)
  return call("nvim_exec_lua", code, { ... })
end
local function keys(text)
  call("nvim_input", text)
end

-- Waits until `code`, run inside the editor, gives something; gives that, or nil.
local function wait(code, ...)
  local arguments, got = { ... }, nil
  vim.wait(PATIENCE, function()
    got = lua(code, unpack(arguments))
    if got == vim.NIL or got == false then
      got = nil
    end
    return got ~= nil
  end, 20)
  return got
end

local function lines()
  return call("nvim_buf_get_lines", 0, 0, -1, false)
end

-- Puts the cursor on the `skip`th byte of the first `text` in the buffer.
local function go_to(text, skip)
  for number, line in ipairs(lines()) do
    local column = line:find(text, 1, true)
    if column then
      call("nvim_win_set_cursor", 0, { number, column - 1 + (skip or 0) })
      return number
    end
  end
  error("no " .. text .. " in the buffer")
end

local FLOAT = [[
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      local buffer = vim.api.nvim_win_get_buf(window)
      return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
    end
  end
]]
local CLOSE_FLOATS = [[
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then vim.api.nvim_win_close(window, true) end
  end
]]

-- What K shows on `text`; asked again while the server still reads the corpus.
local function hover(text, skip, wanted)
  local shown
  for _ = 1, 20 do
    lua(CLOSE_FLOATS)
    go_to(text, skip)
    keys("K")
    vim.wait(1500, function()
      shown = lua(FLOAT)
      return shown ~= vim.NIL and shown ~= nil
    end, 20)
    if type(shown) == "string" and shown:find(wanted, 1, true) then
      break
    end
  end
  lua(CLOSE_FLOATS)
  return type(shown) == "string" and shown or ""
end

local function before(text, first, second)
  local one, two = text:find(first, 1, true), text:find(second, 1, true)
  return one ~= nil and two ~= nil and one < two
end

local function edit(name)
  call("nvim_command", "silent edit! " .. vim.fn.fnameescape(folder .. "/" .. name))
  return wait([[
    local client = vim.lsp.get_clients({ bufnr = 0, name = "siglum" })[1]
    return client and client.initialized and { root = client.root_dir, encoding = client.offset_encoding }
  ]])
end

local CODES = [[
  local wanted = ...
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do found[diagnostic.code] = true end
  for _, code in ipairs(wanted) do if not found[code] then return nil end end
  return vim.tbl_keys(found)
]]
local function diagnostics(...)
  return wait(CODES, { ... }) or lua([[ return vim.tbl_map(function(d) return { d.code, d.message } end, vim.diagnostic.get(0)) ]])
end
local function has(list, ...)
  return vim.iter({ ... }):all(function(code)
    return vim.tbl_contains(list, code)
  end)
end

-- The project's own files for Neovim, copied: tags of the help are written beside it.
local runtime = folder .. "-runtime"
vim.fn.system({ "cp", "-R", project .. "/editors/neovim", runtime })
lua([[
  local runtime, binary = ...
  vim.opt.runtimepath:append(runtime)
  vim.cmd.runtime("plugin/siglum.lua")
  vim.o.completeopt = "menuone,noinsert"
  vim.lsp.config("siglum", { cmd = { binary, "lsp" } })
  vim.lsp.enable("siglum")
]], runtime, binary)

-- A French manuscript in Markdown.
local attached = edit("article.md")
if not report("attaches to Markdown", attached ~= nil) then
  io.write(("%d passed, %d failed\n"):format(passed, failed))
  os.exit(1)
end
report("its root is the folder of siglum.toml", vim.uv.fs_realpath(attached.root) == folder, attached)

local wanted = { "misspelled-author", "unknown-key", "repeated-citation", "malformed-citation", "missing-from-bibliography" }
local found = diagnostics(unpack(wanted))
for _, code in ipairs(wanted) do
  report("finds " .. code .. " in Markdown", has(found, code), found)
end

local FRENCH, ENGLISH = "Le mélange des fonctions", "Mixing of roles"
local text = hover("tuurnas2016", 2, FRENCH)
report("hover in a French manuscript shows the French abstract first", before(text, FRENCH, ENGLISH), text)
report("hover shows the abstract to its end", text:find("atteindre les objectifs du service", 1, true) ~= nil, text)
report("hover shows title and authors", text:find("conciliation", 1, true) and text:find("Rannisto", 1, true), text)
local PAIR_FRENCH, PAIR_ENGLISH = "Deux questions sont abordées", "In this article, I answer"
text = hover("@tiers-secteur", 3, PAIR_FRENCH)
report("hover shows a bare pair of abstracts, French first", before(text, PAIR_FRENCH, PAIR_ENGLISH), text)
text = hover("brandsen2016; @bovaird2007", 16, "Bovaird")
report("hover on a later key of a cluster is about that key", text:find("Beyond Engagement", 1, true) ~= nil, text)

-- Completion by the name of an author, misspelt.
local last = #lines()
call("nvim_buf_set_lines", 0, last, last, false, { "", "Voir [@ranisto" })
call("nvim_win_set_cursor", 0, { last + 2, 0 })
keys("A<C-x><C-o>")
local words = wait([[
  local items = vim.fn.complete_info({ "items" }).items
  return #items > 0 and vim.tbl_map(function(item) return item.word end, items)
]])
report("completes by a misspelt author", words and words[1] == "tuurnas2016", words)
keys("<C-y><Esc>")
local completed = wait([[ return vim.api.nvim_buf_get_lines(0, -2, -1, false)[1]:match("^Voir %[@tuurnas2016") ]])
report("takes the completion exactly", completed ~= nil, lines()[last + 2])
call("nvim_buf_set_lines", 0, last, -1, false, {})

-- A code action: the nearest key.
go_to("@tuurna2016", 3)
lua([[ vim.lsp.buf.code_action({
  apply = true,
  filter = function(action) return action.isPreferred end,
}) ]])
local mended = wait([[
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n"):find("[@tuurnas2016, p. 150]", 1, true)
]])
report("a code action mends an unknown key", mended ~= nil, lines())
local silent = wait([[
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do if diagnostic.code == "unknown-key" then return nil end end
  return true
]])
report("the finding goes with its cause", silent, lua([[ return vim.diagnostic.get(0) ]]))

-- From the key to its entry.
go_to("tuurnas2016", 2)
lua([[ vim.lsp.buf.definition() ]])
local place = wait([[
  local name = vim.fs.basename(vim.api.nvim_buf_get_name(0))
  return name == "refs.bib" and { name, vim.api.nvim_get_current_line() }
]])
report("definition opens the entry", place and place[2]:find("tuurnas2016", 1, true) ~= nil, place or lua([[ return vim.api.nvim_buf_get_name(0) ]]))

-- An English manuscript in LaTeX.
report("attaches to LaTeX", edit("paper.tex") ~= nil)
found = diagnostics("misspelled-author", "unknown-key", "repeated-citation")
for _, code in ipairs({ "misspelled-author", "unknown-key", "repeated-citation" }) do
  report("finds " .. code .. " in LaTeX", has(found, code), found)
end
text = hover("tuurnas2016", 2, ENGLISH)
report("hover in an English manuscript shows the English abstract first", before(text, ENGLISH, FRENCH), text)
text = hover("tiers-secteur", 3, PAIR_ENGLISH)
report("hover shows a bare pair of abstracts, English first", before(text, PAIR_ENGLISH, PAIR_FRENCH), text)

-- By keys, as a person types them: Neovim's own, and :Siglum.
edit("article.md")
diagnostics("unknown-key", "misspelled-author")
local function mode(wanted)
  return wait([[ return vim.api.nvim_get_mode().mode:sub(1, 1) == ... ]], wanted)
end
local BUFFER = [[ return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n"):find(..., 1, true) ]]
-- Neovim's own list to choose from blocks the editor while it asks: it says so with a file.
local asked = folder .. "-asked"
lua([[
  local asked, select = ..., vim.ui.select
  vim.ui.select = function(...)
    vim.fn.writefile({}, asked)
    return select(...)
  end
]], asked)
-- Types keys that make the editor ask, and chooses the first answer.
local function choose(text)
  vim.fn.delete(asked)
  keys(text)
  vim.wait(PATIENCE, function()
    return vim.uv.fs_stat(asked) ~= nil
  end, 20)
  keys("1<CR>")
end

lua([[
  local client = vim.lsp.get_clients({ bufnr = 0, name = "siglum" })[1]
  vim.lsp.completion.enable(true, client.id, 0, { autotrigger = true })
]])
keys("GoVoir [@")
report("the list opens by itself after @", wait([[ return vim.fn.pumvisible() == 1 ]]))
keys("ranis")
words = wait([[
  local items = vim.fn.complete_info({ "items" }).items
  return items[1] and items[1].word == "tuurnas2016" and items
]])
report("and finds a misspelt author while one types on", words, lua([[ return vim.fn.complete_info({ "items" }).items ]]))
keys("<C-y><Esc>")
report("<C-y> takes the key", wait(BUFFER, "Voir [@tuurnas2016"), lines())

go_to("brandsen2016; @bovaird2007", 16)
keys("grn")
mode("c")
keys("<C-u>bovaird2007a<CR>")
report("grn renames the second key of a cluster", wait(BUFFER, "@bovaird2007a; @brandsen2016; @bovaird2007a"), lines())

go_to("Ranisto", 2)
choose("gra")
report("gra mends a misspelt name", wait(BUFFER, "Stenvall et Rannisto"), lines())

go_to("ostrom1996", 2)
keys("grr")
local listed = wait([[ local list = vim.fn.getqflist(); return #list >= 3 and #list ]])
report("grr lists every citation", listed)
lua([[ vim.cmd.cclose() ]])

keys(":Siglum language en<CR>")
text = hover("tuurnas2016", 2, ENGLISH)
report(":Siglum language en shows English abstracts first", before(text, ENGLISH, FRENCH), text)
keys(":Siglum language auto<CR>")
text = hover("tuurnas2016", 2, FRENCH)
report(":Siglum language auto leads back to the manuscript's", before(text, FRENCH, ENGLISH), text)

local function float(command, wanted)
  lua(CLOSE_FLOATS)
  keys(":" .. command .. "<CR>")
  local shown
  vim.wait(PATIENCE, function()
    shown = lua(FLOAT)
    return type(shown) == "string" and shown:find(wanted, 1, true) ~= nil
  end, 20)
  lua(CLOSE_FLOATS)
  return type(shown) == "string" and shown or ""
end
go_to("tuurnas2016", 2)
text = float("Siglum abstract en", ENGLISH)
report(":Siglum abstract en shows it once", before(text, ENGLISH, FRENCH), text)
text = float("Siglum doctor", "refs.bib")
report(":Siglum doctor names the bibliography", text:find("refs.bib", 1, true) ~= nil, text)

choose("Go<Esc>:Siglum cite lipsky street<CR>")
report(":Siglum cite inserts the key of the record", wait(BUFFER, "\nlipsky1980"), lines())
choose(":Siglum search conciliation finlande<CR>")
report(":Siglum search opens the record", wait([[ return vim.fs.basename(vim.api.nvim_buf_get_name(0)) == "conciliation.txt" ]]), lua([[ return vim.api.nvim_buf_get_name(0) ]]))

call("nvim_command", "silent edit! " .. vim.fn.fnameescape(folder .. "/refs.bib"))
local lenses = wait([[
  vim.lsp.codelens.refresh({ bufnr = 0 })
  local titles = vim.tbl_map(function(lens) return lens.command.title end, vim.lsp.codelens.get(0))
  return #titles > 0 and titles
]])
report("an entry tells how often it is cited", lenses and vim.iter(lenses):any(function(title)
  return title:find("^cit") ~= nil
end), lenses)

-- Its own settings, and no other TOML.
call("nvim_command", "silent edit " .. vim.fn.fnameescape(folder .. "/other.toml"))
call("nvim_buf_set_lines", 0, 0, -1, false, { "corpsu = []" })
call("nvim_command", "silent write")
call("nvim_command", "silent edit " .. vim.fn.fnameescape(folder .. "/records/siglum.toml"))
call("nvim_buf_set_lines", 0, 0, -1, false, { "corpsu = []" })
local faults = wait([[
  local found = vim.diagnostic.get(0)
  return #found > 0 and found[1].message
]])
report("the server's own settings have their faults shown", faults and faults:find("`corpus`", 1, true) ~= nil, faults)
local elsewhere = lua([[ return #vim.lsp.get_clients({ bufnr = vim.fn.bufnr("other.toml") }) ]])
report("other TOML is left alone", elsewhere == 0, elsewhere)
call("nvim_command", "silent edit! " .. vim.fn.fnameescape(folder .. "/refs.bib"))

keys(":checkhealth siglum<CR>")
report(":checkhealth siglum has the server's answer", wait(BUFFER, "the server answers"), lines())
keys(":q<CR>")
lua([[ vim.cmd.helptags(... .. "/doc") ]], runtime)
keys(":help :Siglum-cite<CR>")
report(":help :Siglum-cite is there", wait([[ return vim.bo.filetype == "help" and vim.api.nvim_get_current_line():find(":Siglum cite", 1, true) ]]), lua([[ return vim.api.nvim_get_current_line() ]]))

-- The end.
vim.fn.delete(runtime, "rf")
vim.fn.delete(asked)
lua([[ vim.lsp.enable("siglum", false) ]])
report("the server stops when asked", wait([[ return #vim.lsp.get_clients() == 0 ]]) ~= nil)
pcall(call, "nvim_command", "qall!")
vim.fn.delete(folder, "rf")
io.write(("%d passed, %d failed\n"):format(passed, failed))
os.exit(failed == 0 and 0 or 1)
