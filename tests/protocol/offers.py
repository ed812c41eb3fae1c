"""Whether a server uses only what its client said it can take: the protocol's client capabilities, one check an answer.

Each check is a generator of complaints. `said` is the client's word: `said("textDocument.hover.contentFormat")`.
"""

# Kinds that every client knows, from before clients could say which they know.
OLD_SYMBOLS = range(1, 19)
OLD_COMPLETIONS = range(1, 19)
OLD_FOLDS = ["comment", "imports", "region"]


class Client:
    """What a client said of itself in `initialize`."""

    def __init__(self, params):
        self.params = params
        self.capabilities = params.get("capabilities") or {}

    def __call__(self, path, default=None):
        value = self.capabilities
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return default if value is None else value


def initialize(said, _, result):
    offered = result["capabilities"]
    # Every client must know UTF-16.
    encodings = ["utf-16", *said("general.positionEncodings", [])]
    if offered.get("positionEncoding", "utf-16") not in encodings:
        yield f"positionEncoding {offered['positionEncoding']} is none of {encodings}"
    needs = {
        "notebookDocumentSync": "notebookDocument.synchronization",
        "diagnosticProvider": "textDocument.diagnostic",
        "inlayHintProvider": "textDocument.inlayHint",
        "foldingRangeProvider": "textDocument.foldingRange",
        "documentLinkProvider": "textDocument.documentLink",
        "codeLensProvider": "textDocument.codeLens",
    }
    for name, path in needs.items():
        if name in offered and said(path) is None:
            yield f"{name} without {path}"
    action, rename = offered.get("codeActionProvider"), offered.get("renameProvider")
    if isinstance(action, dict) and said("textDocument.codeAction.codeActionLiteralSupport") is None:
        yield "codeActionProvider with options without codeActionLiteralSupport"
    if isinstance(rename, dict) and not said("textDocument.rename.prepareSupport"):
        yield "renameProvider with options without prepareSupport"


def markup(said, path, content):
    """A text that may be markup, where the client lists the formats that it takes."""
    formats = said(path, [])
    if isinstance(content, dict) and content.get("kind") == "markdown" and "markdown" not in formats:
        yield f"Markdown, which {path} does not name"
    if isinstance(content, dict) and formats and content.get("kind") not in formats:
        yield f"{content.get('kind')}, which {path} does not name"


def hover(said, _, result):
    if result:
        yield from markup(said, "textDocument.hover.contentFormat", result["contents"])


def completion_item(said, item):
    base = "textDocument.completion.completionItem."
    needs = {
        "labelDetails": "labelDetailsSupport",
        "commitCharacters": "commitCharactersSupport",
        "deprecated": "deprecatedSupport",
        "tags": "tagSupport",
        "preselect": "preselectSupport",
        "insertTextMode": "insertTextModeSupport",
    }
    for name, support in needs.items():
        if name in item and not said(base + support):
            yield f"{name} without {support}"
    if item.get("insertTextFormat") == 2 and not said(base + "snippetSupport"):
        yield "a snippet without snippetSupport"
    if "insert" in (item.get("textEdit") or {}) and not said(base + "insertReplaceSupport"):
        yield "an InsertReplaceEdit without insertReplaceSupport"
    if item.get("kind", 1) not in said("textDocument.completion.completionItemKind.valueSet", OLD_COMPLETIONS):
        yield f"kind {item['kind']}"
    yield from markup(said, base + "documentationFormat", item.get("documentation"))


def completion(said, _, result):
    items = result if isinstance(result, list) else (result or {}).get("items", [])
    for item in items:
        yield from completion_item(said, item)
    if isinstance(result, dict) and "itemDefaults" in result:
        known = said("textDocument.completion.completionList.itemDefaults", [])
        yield from (f"itemDefaults.{name}" for name in result["itemDefaults"] if name not in known)


def resolve(said, asked, result):
    yield from completion_item(said, result)
    lazy = said("textDocument.completion.completionItem.resolveSupport.properties", ["documentation", "detail"])
    for name, value in result.items():
        if asked.get(name) != value and name not in lazy:
            yield f"{name} changed, which the client does not resolve"


def locations(said, path, result):
    many = result if isinstance(result, list) else [result] if result else []
    if any("targetUri" in one for one in many) and not said(f"{path}.linkSupport"):
        yield "a LocationLink without linkSupport"


def definition(said, _, result):
    yield from locations(said, "textDocument.definition", result)


def symbols(said, path, many):
    known = said(f"{path}.symbolKind.valueSet", OLD_SYMBOLS)
    for one in many or []:
        if one["kind"] not in known:
            yield f"kind {one['kind']}"
        if "tags" in one and said(f"{path}.tagSupport") is None:
            yield "tags without tagSupport"
        yield from symbols(said, path, one.get("children"))


def document_symbol(said, _, result):
    path = "textDocument.documentSymbol"
    if any("selectionRange" in one for one in result or []) and not said(f"{path}.hierarchicalDocumentSymbolSupport"):
        yield "a tree without hierarchicalDocumentSymbolSupport"
    yield from symbols(said, path, result)


def workspace_symbol(said, _, result):
    yield from symbols(said, "workspace.symbol", result)
    if any("range" not in one["location"] for one in result or []) and said("workspace.symbol.resolveSupport") is None:
        yield "a location without a range, without resolveSupport"


def workspace_edit(said, edit):
    base = "workspace.workspaceEdit."
    if not edit:
        return
    if "documentChanges" in edit and not said(base + "documentChanges"):
        yield "documentChanges"
    if "changeAnnotations" in edit and said(base + "changeAnnotationSupport") is None:
        yield "changeAnnotations"
    for change in edit.get("documentChanges", []):
        if "kind" in change and change["kind"] not in said(base + "resourceOperations", []):
            yield f"a {change['kind']} of a file, which resourceOperations does not name"
        if any("annotationId" in one for one in change.get("edits", [])):
            yield "an annotated edit"


def rename(said, _, result):
    yield from workspace_edit(said, result)


def code_action(said, _, result):
    path = "textDocument.codeAction."
    needs = {"isPreferred": "isPreferredSupport", "disabled": "disabledSupport", "data": "dataSupport"}
    for one in result or []:
        if isinstance(one.get("command"), str):
            continue
        if said(path + "codeActionLiteralSupport") is None:
            yield "an action that is no command without codeActionLiteralSupport"
        yield from (f"{name} without {support}" for name, support in needs.items() if name in one and not said(path + support))
        if "edit" not in one and "command" not in one and said(path + "resolveSupport") is None:
            yield "an action without an edit without resolveSupport"
        yield from workspace_edit(said, one.get("edit"))
        yield from diagnostics(said, one.get("diagnostics", []))


def diagnostics(said, many, pulled=False):
    def supports(name):
        # VS Code's client says of pulled diagnostics what it says of published ones.
        places = ["textDocument.publishDiagnostics", "textDocument.diagnostic"]
        return any(said(f"{place}.{name}") for place in places)

    needs = {"codeDescription": "codeDescriptionSupport", "data": "dataSupport", "relatedInformation": "relatedInformation"}
    tags = {tag for place in ("publishDiagnostics", "diagnostic") for tag in said(f"textDocument.{place}.tagSupport.valueSet", [])}
    for one in many:
        yield from (f"{name} without {support}" for name, support in needs.items() if name in one and not supports(support))
        yield from (f"tag {tag}" for tag in one.get("tags", []) if tag not in tags)
        if not isinstance(one["message"], str):
            yield "a message in markup"


def publish(said, params):
    if "version" in params and not said("textDocument.publishDiagnostics.versionSupport"):
        yield "version without versionSupport"
    if said("textDocument.diagnostic") is not None and said("workspace.diagnostics.refreshSupport"):
        yield "diagnostics are pushed to a client that pulls them"
    yield from diagnostics(said, params["diagnostics"])


def pull(said, _, result):
    if "relatedDocuments" in result and not said("textDocument.diagnostic.relatedDocumentSupport"):
        yield "relatedDocuments without relatedDocumentSupport"
    yield from diagnostics(said, result.get("items", []))


def workspace_pull(said, _, result):
    for one in result["items"]:
        yield from diagnostics(said, one.get("items", []))


def folding(said, _, result):
    path = "textDocument.foldingRange."
    limit, kinds = said(path + "rangeLimit"), said(path + "foldingRangeKind.valueSet", OLD_FOLDS)
    if limit is not None and len(result or []) > limit:
        yield f"{len(result)} folds, more than {limit}"
    for one in result or []:
        if one.get("kind", "region") not in kinds:
            yield f"kind {one['kind']}"
        if said(path + "lineFoldingOnly") and ("startCharacter" in one or "endCharacter" in one):
            yield "characters with lineFoldingOnly"
        if "collapsedText" in one and not said(path + "foldingRange.collapsedText"):
            yield "collapsedText"


def links(said, _, result):
    if any("tooltip" in one for one in result or []) and not said("textDocument.documentLink.tooltipSupport"):
        yield "tooltip without tooltipSupport"


ANSWERS = {
    "initialize": initialize,
    "textDocument/hover": hover,
    "textDocument/completion": completion,
    "completionItem/resolve": resolve,
    "textDocument/definition": definition,
    "textDocument/documentSymbol": document_symbol,
    "workspace/symbol": workspace_symbol,
    "textDocument/codeAction": code_action,
    "textDocument/rename": rename,
    "textDocument/diagnostic": pull,
    "workspace/diagnostic": workspace_pull,
    "textDocument/foldingRange": folding,
    "textDocument/documentLink": links,
}

# What the client must have said before it is asked.
REQUESTS = {
    "workspace/configuration": "workspace.configuration",
    "workspace/applyEdit": "workspace.applyEdit",
    "workspace/workspaceFolders": "workspace.workspaceFolders",
    "workspace/diagnostic/refresh": "workspace.diagnostics.refreshSupport",
    "workspace/codeLens/refresh": "workspace.codeLens.refreshSupport",
    "workspace/inlayHint/refresh": "workspace.inlayHint.refreshSupport",
    "workspace/semanticTokens/refresh": "workspace.semanticTokens.refreshSupport",
    "workspace/foldingRange/refresh": "workspace.foldingRange.refreshSupport",
    "window/workDoneProgress/create": "window.workDoneProgress",
    "window/showDocument": "window.showDocument.support",
    "window/showMessageRequest": "window.showMessage",
}


def request(said, method, params):
    """Complaints about a request of the server."""
    if method in REQUESTS and not isinstance(said(REQUESTS[method]), dict) and not said(REQUESTS[method]):
        yield f"{method} without {REQUESTS[method]}"
    if method == "workspace/applyEdit":
        yield from workspace_edit(said, params["edit"])
    if method == "client/registerCapability":
        for one in params["registrations"]:
            path = one["method"].replace("/", ".") + ".dynamicRegistration"
            if not said(path):
                yield f"{one['method']} is registered without {path}"
            for watcher in (one.get("registerOptions") or {}).get("watchers", []):
                if isinstance(watcher["globPattern"], dict) and not said("workspace.didChangeWatchedFiles.relativePatternSupport"):
                    yield "a relative pattern"
