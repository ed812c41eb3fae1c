//! What the language server costs on a large corpus, in CPU time, which is comparable on a busy machine.
//!
//! `cargo build --release -p siglum && cargo run --release -p siglum --example measure -- target/release/siglum [RECORDS]`
//!
//! Writes a corpus (100,000 records of 1.5 KB unless told otherwise; it stays, for the other measures) and a manuscript
//! of 400 citations into the system's folder for temporary files, and prints: start (spawn to the first right
//! completion), completion, hover, edit with completion, edit with diagnostics, and the peak of memory. CPU time and
//! memory are read from /proc: Linux only.

use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

const SYLLABLES: [&str; 24] = [
    "ba", "ker", "lin", "mo", "tra", "sen", "ru", "vel", "di", "got", "ha", "nis", "per", "ul", "stad", "wik", "zor",
    "em", "fal", "jo", "quin", "thor", "yve", "cas",
];
const WORDS: [&str; 20] = [
    "public",
    "service",
    "accountability",
    "production",
    "citizens",
    "governance",
    "local",
    "network",
    "reform",
    "value",
    "welfare",
    "policy",
    "street",
    "bureaucracy",
    "democratic",
    "volunteers",
    "hospital",
    "school",
    "municipal",
    "trust",
];

/// A generator of numbers that gives the same ones every time (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    fn name(&mut self) -> String {
        let name: String = (0..2 + self.below(2)).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect();
        name[..1].to_uppercase() + &name[1..]
    }

    fn words(&mut self, count: usize) -> String {
        (0..count).map(|_| WORDS[self.below(WORDS.len())]).collect::<Vec<_>>().join(" ")
    }
}

/// Writes the corpus; gives the keys with their titles.
fn corpus(path: &Path, records: usize) -> io::Result<Vec<(String, String)>> {
    let mut numbers = Numbers(0x5157_5157);
    let mut keys = Vec::with_capacity(records);
    let mut file = io::BufWriter::new(fs::File::create(path)?);
    for number in 0..records {
        let family = numbers.name();
        let year = 1970 + numbers.below(55);
        let key = format!("{}{year}n{number}", family.to_lowercase());
        let title = format!("{} {number}", numbers.words(7));
        let others = format!("{}, {} and {}, Ann{{\\'e}}", numbers.name(), numbers.name(), numbers.name());
        let summary = numbers.words(150);
        write!(
            file,
            "@article{{{key},\n  author = {{{family}, Jo and {others}}},\n  title = {{{title}}},\n  year = {{{year}}},\n  abstract = {{{summary}}},\n}}\n\n"
        )?;
        keys.push((key, title));
    }
    file.flush()?;
    Ok(keys)
}

/// The server, spoken to.
struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    id: u64,
}

impl Server {
    fn start(binary: &str, root: &Path) -> io::Result<Self> {
        let mut command = Command::new(binary);
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).current_dir(root);
        let mut child = command.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take());
        let (Some(input), Some(output)) = pipes else { return Err(io::Error::other("no pipes")) };
        let mut server = Self { child, input, output: BufReader::new(output), id: 0 };
        let item = json!({ "resolveSupport": { "properties": ["documentation"] } });
        let capabilities = json!({ "textDocument": { "completion": { "completionItem": item },
            "hover": { "contentFormat": ["markdown"] }, "publishDiagnostics": { "versionSupport": true } } });
        let params = json!({ "processId": null, "rootUri": uri(root), "capabilities": capabilities });
        server.request("initialize", &params)?;
        server.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }))?;
        Ok(server)
    }

    fn send(&mut self, message: &Value) -> io::Result<()> {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        self.input.flush()
    }

    fn receive(&mut self) -> io::Result<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            match line.trim().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().unwrap_or(0);
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body)?;
        Ok(serde_json::from_slice(&body)?)
    }

    fn request(&mut self, method: &str, params: &Value) -> io::Result<Value> {
        self.id += 1;
        let id = self.id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        loop {
            let mut answer = self.receive()?;
            if answer["id"] == id && answer["method"].is_null() {
                return Ok(answer["result"].take());
            }
        }
    }

    /// Waits for the diagnostics of that version of the document.
    fn diagnostics(&mut self, version: i64) -> io::Result<usize> {
        loop {
            let message = self.receive()?;
            let params = &message["params"];
            if message["method"] == "textDocument/publishDiagnostics" && params["version"] == version {
                return Ok(params["diagnostics"].as_array().map_or(0, Vec::len));
            }
        }
    }

    /// CPU time so far, of all threads, in milliseconds.
    fn cpu(&self) -> f64 {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id()));
        let of = |task: io::Result<fs::DirEntry>| -> Option<f64> {
            let text = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
            text.split(' ').next()?.parse::<f64>().ok()
        };
        tasks.map_or(0.0, |tasks| tasks.filter_map(of).sum::<f64>() / 1e6)
    }

    fn peak(&self) -> String {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with("VmHWM"));
        line.map_or_else(String::new, |line| line.split_whitespace().skip(1).collect::<Vec<_>>().join(" "))
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// A line of the report: what, the mean cost, and how many answers were right.
fn report(what: &str, cpu: f64, count: usize, right: usize) {
    println!("{what:20} {:7.3} ms CPU, {right} of {count} right", cpu / count as f64);
}

/// A manuscript with 200 clusters of two and a line on which a key is half typed, and the address of its server.
struct Session {
    server: Server,
    document: String,
    text: String,
    version: i64,
    pairs: Vec<[(String, String); 2]>,
}

impl Session {
    fn at(&self, method_line: usize, character: usize) -> Value {
        json!({ "textDocument": { "uri": self.document }, "position": { "line": method_line, "character": character } })
    }

    fn edit(&mut self, line: &str) -> io::Result<()> {
        self.version += 1;
        let text = format!("{}{line}\n", self.text);
        let document = json!({ "uri": self.document, "version": self.version });
        let params = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        self.server.send(&json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": params }))
    }

    /// The line that an edit appends.
    fn last(&self) -> usize {
        self.text.lines().count()
    }

    fn complete(&mut self, key: &str) -> io::Result<bool> {
        let params = self.at(self.last(), 2 + key.len() / 2);
        let list = self.server.request("textDocument/completion", &params)?;
        let items = list["items"].as_array().cloned().unwrap_or_default();
        Ok(items.len() == 50 || items.iter().any(|item| item["label"] == key))
    }

    fn measure(&mut self) -> io::Result<()> {
        let keys: Vec<String> = self.pairs.iter().map(|pair| pair[0].0.clone()).collect();
        self.edit(&format!("[@{}]", &keys[0][..keys[0].len() / 2]))?;
        while !self.complete(&keys[0])? {}
        println!("{:20} {:7.0} ms CPU", "start", self.server.cpu());
        std::thread::sleep(std::time::Duration::from_secs(1));
        let cpu = self.server.cpu();
        let mut right = 0;
        for _ in 0..200 {
            right += usize::from(self.complete(&keys[0])?);
        }
        report("completion", self.server.cpu() - cpu, 200, right);
        self.hover()?;
        let (cpu, mut right) = (self.server.cpu(), 0);
        for key in &keys[..100] {
            self.edit(&format!("[@{}]", &key[..key.len() / 2]))?;
            right += usize::from(self.complete(key)?);
        }
        report("edit + completion", self.server.cpu() - cpu, 100, right);
        let (cpu, mut right) = (self.server.cpu(), 0);
        for number in 0..100 {
            self.edit(&format!("[@nobody{number}nowhere]"))?;
            let version = self.version;
            right += usize::from(self.server.diagnostics(version)? == 1);
        }
        report("edit + diagnostics", self.server.cpu() - cpu, 100, right);
        println!("{:20} {}", "peak of memory", self.server.peak());
        Ok(())
    }

    /// Over the second key of each cluster.
    fn hover(&mut self) -> io::Result<()> {
        let (cpu, mut right) = (self.server.cpu(), 0);
        for (line, pair) in self.pairs.clone().into_iter().enumerate() {
            let params = self.at(4 + 2 * line, 8 + pair[0].0.len());
            let shown = self.server.request("textDocument/hover", &params)?;
            right += usize::from(shown["contents"]["value"].as_str().is_some_and(|text| text.contains(&pair[1].1)));
        }
        report("hover", self.server.cpu() - cpu, self.pairs.len(), right);
        Ok(())
    }
}

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let binary = arguments.next().unwrap_or_else(|| "target/release/siglum".to_owned());
    let records = arguments.next().and_then(|records| records.parse().ok()).unwrap_or(100_000).max(1000);
    let root: PathBuf = std::env::temp_dir().join("siglum-measure");
    fs::create_dir_all(&root)?;
    let bibliography = root.join("refs.bib");
    let keys = corpus(&bibliography, records)?;
    println!("{records} records, {} MB: {}", fs::metadata(&bibliography)?.len() / 1_000_000, bibliography.display());
    let mut numbers = Numbers(7);
    let mut pick = || keys[numbers.below(keys.len())].clone();
    let pairs: Vec<[(String, String); 2]> = (0..200).map(|_| [pick(), pick()]).collect();
    let mut text = "---\nbibliography: refs.bib\n---\n\n".to_owned();
    for [a, b] in &pairs {
        let _ = write!(text, "See [@{}; @{}].\n\n", a.0, b.0);
    }
    let draft = root.join("draft.md");
    fs::write(&draft, &text)?;
    let mut server = Server::start(&fs::canonicalize(&binary)?.display().to_string(), &root)?;
    let document = uri(&draft);
    let item = json!({ "uri": document, "languageId": "markdown", "version": 1, "text": text });
    let open = json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": item } });
    server.send(&open)?;
    Session { server, document, text, version: 1, pairs }.measure()
}
