// Prints what mystmd's parser or Asciidoctor finds cited in files, as JSON: for each file a list of [key, form], or a
// message where it fails. Read by Node from standard input, in a folder that has the packages:
// node --input-type=module - TOOL FILE... < node_cites.mjs
import { readFileSync } from 'node:fs'

const [tool, ...files] = process.argv.slice(2)

// mystmd: citations are nodes of its tree.
async function myst () {
  const { mystParse } = await import('myst-parser')
  const visit = (node, found) => {
    if (node.type === 'cite') {
      const form = node.partial === 'year' ? 'suppress-author' : node.kind === 'narrative' ? 'author-in-text' : 'normal'
      found.push([node.label, form])
    }
    for (const child of node.children ?? []) visit(child, found)
    return found
  }
  return (text) => visit(mystParse(text), [])
}

// Asciidoctor with the macros of asciidoctor-bibtex, which stand on one line: cite:pretext[key(locator), key2].
async function asciidoctor () {
  const { Extensions, load } = await import('@asciidoctor/core')
  let found
  const registry = Extensions.create()
  const item = String.raw`[^\s,()[\]]+(?:\([^)]*\))?`
  registry.inlineMacro('cite', function () {
    this.match(
      new RegExp(String.raw`\\?(?<![\p{Alpha}\d_-])(cite|citenp):(?:[^\s[][^[\n]*)?\[(${item}(?:[^\S\n]*,[^\S\n]*${item})*)\]`, 'u')
    )
    this.parseContentAs('text')
    this.process(function (parent, target, attributes) {
      const form = target === 'cite' ? 'normal' : 'author-in-text'
      for (const [, key] of attributes.text.matchAll(/([^\s,()[\]]+)(?:\([^)]*\))?/g)) found.push([key, form])
      return this.createInline(parent, 'quoted', 'x')
    })
  })
  return async (text) => {
    found = []
    const document = await load(text, { safe: 'safe', extension_registry: registry })
    await document.convert()
    return found
  }
}

const cited = await { myst, asciidoctor }[tool]()
const answers = []
for (const file of files) {
  try {
    answers.push(await cited(readFileSync(file, 'utf8')))
  } catch (error) {
    answers.push(String(error))
  }
}
console.log(JSON.stringify(answers))
