//! Texts of software projects: what stands in them behind an `@` is a person, a package, a version, a decorator, an
//! address, and no citation. Each habit is looked at where it is met.

use crate::check::json;
use crate::fixture::Workspace;

/// The habits: a name, and a text.
const HABITS: [(&str, &str); 50] = [
    ("handles", "Thanks @octocat and @jane-doe, cc @user_1. Ping @a.b!"),
    ("teams", "Reviewed by @org/team and @rust-lang/cargo; /cc @all, @here."),
    (
        "npm",
        "Install `@scope/pkg`, or @angular/core, @types/node and @babel/preset-env.\n\n    npm i @scope/pkg@latest\n\n```sh\nnpm install @scope/pkg@^1.2.3\nyarn add @vue/cli@next\n```",
    ),
    ("versions", "Works with @1.2.3, pkg@1.2.3, pkg@~2, lodash@^4.17.21 and react@18.x; node@20 too."),
    (
        "latest",
        "Run npx create-app@latest, go install example.org/x/tools/cmd@latest or pip install git+https://example.org/x.git@main.",
    ),
    (
        "mail",
        "Mail help@example.org, <help@example.org>, Jane Doe <jane@doe.example> or [us](mailto:help@example.org?subject=hi).",
    ),
    ("mailto", "mailto:help@example.org"),
    (
        "ssh",
        "git clone git@example.org:org/repo.git; ssh me@host; scp a user@host:/tmp; postgres://user:pw@host:5432/db; git+ssh://git@example.org/x.git",
    ),
    (
        "java",
        "Add @Override, @Nullable and @SuppressWarnings(\"unchecked\").\n\n```java\n@Override\npublic String toString() { return \"@x\"; }\n```",
    ),
    (
        "python",
        "Use @property, @dataclass(frozen=True) or @app.route(\"/x\").\n\n```python\n@app.route(\"/\")\n@functools.lru_cache(maxsize=None)\ndef index(): pass\n```\n\n    @staticmethod\n    def f(): ...",
    ),
    (
        "params",
        "@param name the name\n@return nothing\n@throws Error when @link Foo fails\n@deprecated since @since 1.0\n@see Bar\n@author Jane",
    ),
    (
        "css",
        "In CSS, @media (max-width: 9px), @import \"x\", @apply p-4 and @tailwind base; Sass has @mixin, @include and @use.",
    ),
    (
        "twitter",
        "Follow [@project](https://twitter.com/project) or https://twitter.com/@project, https://x.org/@a/status/1 and medium.com/@user/post.",
    ),
    (
        "badges",
        "[![npm](https://img.example.org/npm/v/@scope/pkg.svg)](https://npm.example.org/package/@scope/pkg) [![@x](https://e.org/@x.svg)](https://e.org)",
    ),
    ("footnotes", "By many[^1].\n\n[^1]: Thanks to @one and @two, and to three@example.org."),
    (
        "tables",
        "| who | what |\n|---|---|\n| @one | code |\n| [@two](https://example.org/two) | docs |\n| `@three` | @org/team |",
    ),
    (
        "grid",
        "<table><tr><td align=\"center\"><a href=\"https://example.org/one\"><img src=\"https://a.example.org/@one.png\" alt=\"@one\"/><br/><sub>@one</sub></a></td></tr></table>",
    ),
    (
        "html",
        "<p align=\"center\">@project</p>\n<a href=\"https://example.org/@x\">@x</a> <!-- @todo: ask @someone --> <br>@y",
    ),
    (
        "changelog",
        "## 1.2.0\n\n- Fixed by @octo-cat in #12. Thanks @name!\n- (@other, #13) A thing ([@third])\n* feat: x by @dependabot[bot] in https://example.org/pull/3\n\n**New contributors**\n* @first made their first contribution\n\n[@third]: https://example.org/third",
    ),
    ("links", "Thanks to [@one] and [@two][].\n\n[@one]: https://example.org/one\n[@two]: https://example.org/two\n"),
    (
        "reflinks",
        "See [the page of @one][1] and [@two][2].\n\n[1]: https://example.org/one\n[2]: https://example.org/two",
    ),
    (
        "actions",
        "- uses: actions/checkout@v4\n- uses: org/action@main\n- uses: docker://alpine@sha256:0123abcd\n\n```yaml\nsteps:\n  - uses: actions/setup-node@v4.1.0\n```\n\nUse org/action@v1.",
    ),
    ("docker", "docker pull image@sha256:4d6f0e and registry.example.org/app@sha256:deadbeef:latest"),
    (
        "mastodon",
        "On Mastodon: @project@fosstodon.org, <a rel=\"me\" href=\"https://fosstodon.org/@project\">@project@fosstodon.org</a>",
    ),
    ("matrix", "Chat: #room:matrix.org with @admin:matrix.org, xmpp room@conference.example.org"),
    ("latex", "\\makeatletter \\@ifnextchar and a\\@. b\\@startsection; `\\@` too"),
    (
        "kotlin",
        "@file:JvmName(\"Utils\"), @get:Rule and @JvmStatic; in Swift @objc, @escaping, @MainActor; in C# @class",
    ),
    (
        "objc",
        "@interface Foo : NSObject\n@property (nonatomic) int x;\n@end and @\"string\", @selector(x).\n\n```objc\nid a = @[ @1, @2 ], b = @{ @\"a\": @1 };\n```",
    ),
    (
        "vue",
        "<button @click=\"go\" @submit.prevent=\"x\">Go</button> and `@click`; bind @update:modelValue=\"y\", or @click.once.",
    ),
    ("rust", "Cargo: foo@1.0.0, `cargo install foo@1.2`; in patterns x @ 1..=5, ref n @ Some(_)"),
    ("spec", "pkg:npm/%40scope/pkg@1.0 and pkg:cargo/foo@1.0"),
    ("paths", "icon@2x.png, `node_modules/@scope/x`, src/@types/index.d.ts, packages/@org/app/README.md, ~/@home"),
    ("alias", "Import with `import x from '@/components/x'` or @/components/x, from \"@app/core\"; ~@bootstrap/scss"),
    ("make", "\t@echo hello\n\n```make\nall:\n\t@echo $@\n```\n\nThe variables $@, $(@D) and @D@ or @PREFIX@"),
    (
        "perl",
        "my @list = (1, 2); push @list, 3; $#{@x}; Ruby: @name, @@count; PHP: @unlink($x); Elixir: @moduledoc, @spec f(x)",
    ),
    ("sql", "DECLARE @id INT = 1; SELECT @@VERSION; SET @a := 1"),
    ("batch", "@echo off\n@REM x\n\n```bat\n@echo off\n```"),
    ("razor", "@model Foo\n@{ var x = 1; }\n@if (x) { <p>@x</p> } @Html.Raw(y) @page \"/\""),
    ("jsdoc", "/**\n * @type {string}\n * @template T\n */ and {@link Foo}, {@inheritDoc}, {@code x}"),
    (
        "bib",
        "A BibTeX entry:\n\n```bibtex\n@article{tool2024, title = {Tool}}\n```\n\n    @software{tool, title = {Tool}}\n\n@misc{plain, title={Plain}}",
    ),
    ("codeowners", "*.js @js-owner @org/js-team\n/docs/ docs@example.org"),
    ("lists", "1. @one\n2. @two\n   - @three: maintainer\n   - @four (emeritus)\n* [ ] ask @five"),
    ("headings", "## Thanks to @one\n\n### `@decorator`\n\n#### @scope/pkg"),
    ("quotes", "> @one said: \"yes\" and @two: 'no'\n>\n> — @three, in @org/repo#12, @org/repo@abc1234"),
    ("emphasis", "**@one**, *@two*, ***@three***, _@four_, ~~@five~~, **Maintainer:** @six"),
    ("times", "Meet @ 5pm, @noon or @home; price @ $5, 3 @ 10; load@avg"),
    ("sponsors", "<!-- sponsors --><a href=\"https://github.com/@a\"><img src=\"x\" alt=\"@a\"></a><!-- sponsors -->"),
    ("sentences", "Ask (@one), <@two>, or {@four}; see \"@five\" / '@six' – @seven… @eight?"),
    (
        "telegram",
        "Telegram: @project_bot, t.me/@x; Discord: @user#1234; Reddit: u/@x; YouTube: https://youtube.com/@channel",
    ),
    ("jekyll", "{{ site.github.owner }} {% include x.html user=\"@one\" %} {{ \"@two\" | x }}"),
];

/// A bibliography with keys of the usual makes.
const BIB: &str = "
    @book{lipsky1980, author = {Lipsky, Michael}, title = {Street-level bureaucracy}, publisher = {P}, year = {1980}}
    @book{ostrom1996, author = {Ostrom, Elinor}, title = {Crossing the great divide}, publisher = {P}, year = {1996}}
";

/// Where a text may stand: in a README that is alone or beside a bibliography, and in the documentation beside one.
const PLACES: [&str; 4] =
    ["alone/NAME/README.md", "beside/NAME/README.md", "beside/NAME/CHANGELOG.md", "beside/docs/NAME.md"];

#[test]
fn no_key_is_unknown_in_the_texts_of_software_projects() {
    let mut fixture = format!("//- /beside/refs.bib\n{BIB}\n");
    for (name, text) in HABITS {
        for place in PLACES {
            fixture.push_str(&format!(
                "//- /{}\n# A project\n\n{text}\n\nMore of @one and @two.\n",
                place.replace("NAME", name)
            ));
        }
    }
    let workspace = Workspace::new(&fixture);
    let report = json(&workspace, &["check", "--format", "json", "."]);
    let found = report["diagnostics"].as_array().unwrap();
    let shown: Vec<String> = found
        .iter()
        .map(|one| format!("{} {} {}", one["path"].as_str().unwrap_or_default(), one["rule"], one["found"]))
        .collect();
    assert!(shown.is_empty(), "{shown:#?}");
}
