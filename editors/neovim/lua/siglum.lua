-- What siglum's server can do beyond the protocol's own requests: the language of abstracts, search, the doctor.
-- Everything here works with the client that `vim.lsp.enable("siglum")` starts, or any other of that name.

local M = {}

local LANGUAGES = { "fr", "en", "es", "pt", "de", "it" }

local function warn(text)
  vim.notify("siglum: " .. text, vim.log.levels.WARN)
end

--- The client for the current buffer, else any of that name.
function M.client()
  return vim.lsp.get_clients({ name = "siglum", bufnr = 0 })[1] or vim.lsp.get_clients({ name = "siglum" })[1]
end

--- Sends a request and gives its result to `done`.
local function ask(method, params, done)
  local client = M.client()
  if not client then
    return warn("no server is running; :checkhealth siglum tells why")
  end
  client:request(method, params, function(problem, result)
    if problem then
      return warn(problem.message)
    end
    done(result, client)
  end, 0)
end

local function execute(command, arguments, done)
  ask("workspace/executeCommand", { command = command, arguments = arguments }, done)
end

--- Chooses a language where none is given.
local function language(tag, done)
  if tag then
    return done(tag)
  end
  vim.ui.select(LANGUAGES, { prompt = "Language of abstracts" }, function(choice)
    if choice then
      done(choice)
    end
  end)
end

--- Shows abstracts in this language first, from now on. "auto": in the manuscript's language.
function M.language(tag)
  language(tag, function(chosen)
    execute("siglum.language", { chosen ~= "auto" and chosen or vim.NIL }, function() end)
  end)
end

--- Shows the work under the cursor with its abstract in a language, once.
function M.abstract(tag)
  language(tag, function(chosen)
    local client = M.client()
    if not client then
      return warn("no server is running; :checkhealth siglum tells why")
    end
    local place = vim.lsp.util.make_position_params(0, client.offset_encoding)
    execute("siglum.abstract", { place.textDocument.uri, place.position, chosen }, function(page)
      if not page or page == vim.NIL then
        return warn("no citation stands here")
      end
      local lines = vim.split(page.value, "\n")
      vim.lsp.util.open_floating_preview(lines, page.kind, { border = "rounded", focus_id = "siglum" })
    end)
  end)
end

--- Searches the bibliographies and lets one record be chosen.
local function choose(words, done)
  if not words or words == "" then
    return vim.ui.input({ prompt = "Words of a name, a title, a year: " }, function(typed)
      if typed and typed ~= "" then
        choose(typed, done)
      end
    end)
  end
  ask("workspace/symbol", { query = words }, function(found, client)
    if not found or #found == 0 then
      return warn("nothing is found for " .. words)
    end
    vim.ui.select(found, {
      prompt = "Records",
      kind = "siglum",
      format_item = function(record)
        return record.name .. (record.containerName and " (" .. record.containerName .. ")" or "")
      end,
    }, function(record)
      if record then
        done(record, client)
      end
    end)
  end)
end

--- Searches the bibliographies and opens the chosen record.
function M.search(words)
  choose(words, function(record, client)
    vim.lsp.util.show_document(record.location, client.offset_encoding, { focus = true })
  end)
end

--- Searches the bibliographies and inserts the chosen record's key before the cursor.
function M.cite(words)
  choose(words, function(record)
    local key = vim.split(record.name, " — ", { plain = true })[1]
    vim.api.nvim_put({ key }, "c", false, true)
  end)
end

--- Shows what serves the current document and what is wrong with it.
function M.doctor()
  execute("siglum.doctor", { vim.uri_from_bufnr(0) }, function(told)
    local document = told.documents[1]
    local lines = vim.split(document and document.page or "no manuscript and no bibliography", "\n")
    vim.lsp.util.open_floating_preview(lines, "plaintext", { border = "rounded", focus_id = "siglum" })
  end)
end

--- Reads all bibliographies again.
function M.reindex()
  execute("siglum.reindex", {}, function() end)
end

local ACTIONS = { "abstract", "cite", "doctor", "language", "reindex", "search" }

--- Runs `:Siglum ACTION [WORDS]`.
function M.run(arguments)
  local action = arguments[1]
  if not vim.tbl_contains(ACTIONS, action) then
    return warn("no such action: " .. action .. "; there are " .. table.concat(ACTIONS, ", "))
  end
  local rest = table.concat(arguments, " ", 2)
  M[action](rest ~= "" and rest or nil)
end

--- Completes the command line of `:Siglum`.
function M.complete(lead, line)
  local words = vim.split(vim.trim(line), "%s+")
  local list = ACTIONS
  if #words > 2 or (#words == 2 and lead == "") then
    local tagged = words[2] == "language" or words[2] == "abstract"
    list = tagged and vim.list_extend({ "auto" }, LANGUAGES) or {}
  end
  return vim.tbl_filter(function(item)
    return vim.startswith(item, lead)
  end, list)
end

return M
