-- Prints what Pandoc finds cited in files, as JSON: for each file a list of [key, form, what stands behind the key,
-- form of the first key beside it], or a message where it fails.
-- pandoc lua pandoc.lua FORMAT FILE...

local function cited(doc)
  local found = {}
  local form
  local visit
  visit = function(cite)
    for _, citation in ipairs(cite.citations) do
      local suffix = pandoc.utils.stringify(pandoc.Inlines(citation.suffix))
      table.insert(found, {citation.id, form or citation.mode, suffix, form or cite.citations[1].mode})
      for _, text in ipairs({citation.prefix, citation.suffix}) do
        pandoc.Inlines(text):walk({traverse = "topdown", Cite = visit})
      end
    end
    -- The text that a citation falls back on holds it again.
    return nil, false
  end
  local listed = doc.meta.nocite
  doc.meta.nocite = nil
  doc:walk({traverse = "topdown", Cite = visit})
  form = "nocite"
  pandoc.Pandoc({}, {nocite = listed}):walk({traverse = "topdown", Cite = visit})
  return found
end

local out = {}
for i = 2, #arg do
  local file = assert(io.open(arg[i], "rb"))
  local text = file:read("a")
  file:close()
  local read, doc = pcall(pandoc.read, text, arg[1])
  out[i - 1] = read and cited(doc) or tostring(doc)
end
-- An empty list must not become an object.
local lists = {}
for i, found in ipairs(out) do
  lists[i] = type(found) == "table" and #found == 0 and "[]" or pandoc.json.encode(found)
end
print("[" .. table.concat(lists, ",\n") .. "]")
