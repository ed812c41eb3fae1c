//! What a command looks at: manuscripts with their settings and bibliographies, gathered once for all commands.
//!
//! Reading and parsing run in parallel; discovery is one after the other, with a memory; the order is that of the paths.

mod unit;

pub use unit::{Gathered, Named, Unit};

use super::args::SourceArgs;
use super::given::{Given, Said};
use super::paths::Shown;
use crate::config::{self, Config, Words};
use crate::load::cache::{Cache, memo::Memo};
use crate::load::{self, Disk, LoadError};
use crate::manuscript::{Format, Macros, format_of, plain};
use crate::project::{Discovery, Plan, Question, normal, own, root_of};
use crate::rules::Served;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use siglum_corpus::index::Scope;
use siglum_corpus::read::zotero::is_asked;
use siglum_corpus::source::Source;
use siglum_corpus::{Corpus, Shard};
use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A manuscript that is read but not yet served.
struct Parsed {
    path: PathBuf,
    source: Arc<Source>,
    format: &'static Format,
    said: Said,
    config: Arc<Config>,
    config_file: Option<PathBuf>,
}

/// The corpus files that lie in a workspace.
#[derive(Clone, Default)]
struct Found {
    files: Arc<[PathBuf]>,
    /// Whether the search was cut short.
    cut: bool,
}

/// A manuscript with its plan and, where nothing is declared, what lies in the workspace.
type Planned = (Parsed, Plan, Found);

/// Gathers with a memory of what is the same for many manuscripts.
pub struct Gatherer<'a> {
    args: &'a SourceArgs,
    /// Changes the settings of files as the command line says.
    adjust: &'a (dyn Fn(&mut Config) + Sync),
    shown: &'a Shown,
    cache: &'a Cache,
    disk: Disk,
    /// The configuration file of a folder.
    folders: FxHashMap<PathBuf, Option<PathBuf>>,
    configs: FxHashMap<Option<PathBuf>, Option<Arc<Config>>>,
    patterns: FxHashMap<Vec<String>, Vec<PathBuf>>,
    /// The root for the manuscripts of a folder.
    roots: FxHashMap<PathBuf, PathBuf>,
    workspaces: FxHashMap<PathBuf, Found>,
    shards: FxHashMap<PathBuf, Option<Arc<Shard>>>,
    corpora: FxHashMap<Vec<PathBuf>, Corpus>,
    out: Gathered,
}

impl<'a> Gatherer<'a> {
    /// A gatherer for the current folder.
    pub fn new(
        args: &'a SourceArgs,
        shown: &'a Shown,
        cache: &'a Cache,
        adjust: &'a (dyn Fn(&mut Config) + Sync),
    ) -> Self {
        Self {
            args,
            adjust,
            shown,
            cache,
            disk: Disk,
            folders: FxHashMap::default(),
            configs: FxHashMap::default(),
            patterns: FxHashMap::default(),
            roots: FxHashMap::default(),
            workspaces: FxHashMap::default(),
            shards: FxHashMap::default(),
            corpora: FxHashMap::default(),
            out: Gathered::default(),
        }
    }

    /// Gathers what the paths name; without any, the current folder. `-` is stdin under the name of `stdin_filename`.
    pub fn gather(mut self, paths: &[PathBuf], stdin_filename: Option<&Path>) -> Gathered {
        let here = [PathBuf::from(".")];
        let paths = if paths.is_empty() { &here[..] } else { paths };
        let (stdin, named): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(|path| path.as_os_str() == "-");
        let paths: Vec<_> = named.into_iter().map(|path| self.absolute(path)).collect();
        let (files, errors) = load::manuscripts(&paths, &mut |path| self.is_manuscript(path));
        self.out.errors.extend(errors);
        let is_ours = |path: &PathBuf| self.is_manuscript(path) || load::is_plain_manuscript(path);
        let (manuscripts, others): (Vec<_>, Vec<_>) = files.into_iter().partition(is_ours);
        let mut parsed = self.read_all(manuscripts);
        if !stdin.is_empty() {
            parsed.extend(self.read_stdin(stdin_filename));
            parsed.sort_by(|a, b| a.path.cmp(&b.path));
        }
        self.serve_all(parsed, &paths);
        self.name_all(others);
        self.out
    }

    fn memo(&self) -> &'a Memo {
        self.cache.memo(&self.shown.cwd)
    }

    fn absolute(&self, path: &Path) -> PathBuf {
        normal(&self.shown.cwd.join(path))
    }

    /// Whether a file is a manuscript, by the settings that hold for it, else by its extension.
    fn is_manuscript(&mut self, path: &Path) -> bool {
        let by_settings = |this: &mut Self| this.base(path).1.is_some_and(|config| config.format_of(path).is_some());
        format_of(path).is_some() || by_settings(self)
    }

    fn read_all(&mut self, paths: Vec<PathBuf>) -> Vec<Parsed> {
        let configured: Vec<_> = paths.into_iter().filter_map(|path| self.configured(path)).collect();
        let memo = self.memo();
        let read = |(path, config, config_file): (PathBuf, Arc<Config>, Option<PathBuf>)| {
            let source = load::read_text(&path)?;
            Ok(parse(path, source, memo, (config, config_file)))
        };
        let results: Vec<Result<Parsed, LoadError>> = configured.into_par_iter().map(read).collect();
        let (parsed, errors): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
        self.out.errors.extend(errors.into_iter().filter_map(Result::err));
        parsed.into_iter().filter_map(Result::ok).collect()
    }

    fn read_stdin(&mut self, name: Option<&Path>) -> Option<Parsed> {
        let path = self.absolute(name.unwrap_or(Path::new("stdin.md")));
        let (path, config, config_file) = self.configured(path)?;
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(load::MANUSCRIPT_CAP).read_to_end(&mut bytes);
        if let Err(error) = read {
            let kind = load::LoadErrorKind::Io(Words::of_io(&error));
            self.out.errors.push(LoadError { path, kind });
            return None;
        }
        Some(parse(path, Source::decode(bytes), self.memo(), (config, config_file)))
    }

    /// The path with its settings; nothing where these have an error, which is told once.
    fn configured(&mut self, path: PathBuf) -> Option<(PathBuf, Arc<Config>, Option<PathBuf>)> {
        let (file, config) = self.base(&path);
        let own = self.of_file(&config?, &path);
        Some((path, own, file))
    }

    /// The settings that hold in the folder of a path, and their file.
    fn base(&mut self, path: &Path) -> (Option<PathBuf>, Option<Arc<Config>>) {
        let folder = path.parent().unwrap_or(path);
        let file = match &self.args.config {
            Some(file) => Some(self.absolute(file)),
            None if self.args.isolated => None,
            None => match self.folders.get(folder) {
                Some(known) => known.clone(),
                None => {
                    let found = config::find(&self.disk, folder);
                    self.folders.insert(folder.to_owned(), found.clone());
                    found
                }
            },
        };
        if !self.configs.contains_key(&file) {
            let config = self.read_config(file.as_deref());
            self.configs.insert(file.clone(), config);
        }
        let config = self.configs.get(&file).cloned().flatten();
        (file, config)
    }

    fn read_config(&mut self, file: Option<&Path>) -> Option<Arc<Config>> {
        let mut config = match file {
            None => Config::default(),
            Some(file) => {
                let source = load::read_text(file).map_err(|error| self.out.errors.push(error)).ok()?;
                let config = config::read(&self.disk, file, &source.text);
                match config {
                    Ok(config) => config,
                    Err(error) => {
                        let asked = config::message_language(&self.disk, file, &source.text);
                        self.out.language = self.out.language.or(asked);
                        self.out.config_errors.push(error);
                        return None;
                    }
                }
            }
        };
        let cwd = &self.shown.cwd;
        config.corpus.extend(self.args.corpus.iter().map(|written| {
            if is_asked(written) { written.clone() } else { normal(&cwd.join(written)).to_string_lossy().into_owned() }
        }));
        let (retractions, errors) = load::retractions(&config.retracted);
        config.retractions = retractions;
        self.out.errors.extend(errors);
        (self.adjust)(&mut config);
        Some(Arc::new(config))
    }

    /// The corpus files of the settings.
    fn configured_corpus(&mut self, config: &Config) -> Vec<PathBuf> {
        if let Some(known) = self.patterns.get(&config.corpus) {
            return known.clone();
        }
        let (files, errors) = load::corpus_files(&config.corpus);
        self.out.errors.extend(errors);
        self.patterns.insert(config.corpus.clone(), files.clone());
        files
    }

    fn serve_all(&mut self, parsed: Vec<Parsed>, given: &[PathBuf]) {
        let read =
            |one: &Parsed| (one.path.clone(), (Arc::clone(&one.source), one.format, Arc::clone(&one.said.lexed)));
        let files = Given { read: parsed.iter().map(read).collect(), memo: self.memo() };
        let mut discovery = Discovery::new(&files);
        for one in &parsed {
            discovery.know(&one.path, Arc::clone(&one.said.part));
        }
        let mut planned = Vec::with_capacity(parsed.len());
        for mut one in parsed {
            let corpus = self.configured_corpus(&one.config);
            let root = self.root(&one.path, given);
            let question = Question {
                path: &one.path,
                part: &one.said.part,
                config: &one.config,
                root: &root,
                trusted: true,
                corpus: &corpus,
            };
            let plan = discovery.plan(&question);
            if plan.macros.concern(&one.source.text) {
                one.said = Said::of(files.memo, &one.path, &one.source.text, (one.format, &plan.macros));
            }
            let asks = plan.asks_workspace() && !plan.off && one.said.citations > 0;
            let found = if asks { self.workspace(&root) } else { Found::default() };
            planned.push((one, plan, found));
        }
        self.load(&planned);
        let mut told = tellers(&planned);
        for one in planned {
            self.serve(one, &mut told);
        }
    }

    /// The root for a manuscript: its repository, the folder that was named, the current one, or its own.
    fn root(&mut self, path: &Path, given: &[PathBuf]) -> PathBuf {
        let parent = path.parent().unwrap_or(path);
        if let Some(known) = self.roots.get(parent) {
            return known.clone();
        }
        let folder = given.iter().find(|folder| parent.starts_with(folder));
        let root = root_of(&self.disk, path, folder.unwrap_or(&self.shown.cwd));
        self.roots.insert(parent.to_owned(), root.clone());
        root
    }

    /// The corpus files below a root; where there are none, those of the nearest folder above, up to the current one.
    fn workspace(&mut self, root: &Path) -> Found {
        if let Some(known) = self.workspaces.get(root) {
            return known.clone();
        }
        let mut found = load::workspace_files(root);
        let above = root.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.shown.cwd));
        for folder in above {
            if !found.0.is_empty() {
                break;
            }
            found = load::workspace_files(folder);
        }
        let found = Found { files: found.0.into(), cut: found.1 };
        self.workspaces.insert(root.to_owned(), found.clone());
        found
    }

    /// Reads all shards that the plans need, each once.
    fn load(&mut self, planned: &[Planned]) {
        let mut needed: Vec<(&Path, &str, bool)> = Vec::new();
        let mut workspaces: Vec<*const PathBuf> = Vec::new();
        for (one, plan, found) in planned {
            // Manuscripts that ask the same workspace need the same files.
            if plan.asks_workspace() && workspaces.contains(&found.files.as_ptr()) {
                continue;
            }
            workspaces.push(found.files.as_ptr());
            let (pattern, asked) = (one.config.key_pattern.as_str(), !plan.asks_workspace());
            needed.extend(plan.files(&found.files).into_iter().map(|path| (path, pattern, asked)));
        }
        // Of several reasons to read a file the strongest counts: it was asked for.
        needed.sort_unstable_by_key(|(path, _, asked)| (*path, !asked));
        needed.dedup_by_key(|(path, ..)| *path);
        let shards: Vec<_> =
            needed.par_iter().map(|(path, pattern, _)| load::load_shard(path, pattern, self.cache)).collect();
        for ((path, _, asked), shard) in needed.into_iter().zip(shards) {
            let shard = self.kept(shard, asked);
            self.shards.insert(path.to_owned(), shard);
        }
    }

    /// The shard; without one the error is kept, as one that matters where the file was asked for.
    fn kept(&mut self, shard: Result<Arc<Shard>, LoadError>, asked: bool) -> Option<Arc<Shard>> {
        let errors = if asked { &mut self.out.errors } else { &mut self.out.warnings };
        shard.map_err(|error| errors.push(error)).ok()
    }

    /// Serves a manuscript. A bibliography that is missing is told where it is declared, or in the first chapter of that
    /// document, not once more in every other one: there it only keeps the rules about keys waiting.
    fn serve(&mut self, (one, plan, found): Planned, told: &mut FxHashSet<PathBuf>) {
        let files = plan.files(&found.files).into_iter().map(Path::to_owned).collect();
        let corpus = self.corpus(files);
        let mut served = plan.served(&corpus, &found.files);
        served.pending |= found.cut;
        let by_others = served.missing.iter().any(|(_, span)| span.is_none());
        if by_others && plan.root_document.clone().is_some_and(|root| !told.insert(root)) {
            served.missing.retain(|(_, span)| span.is_some());
            served.pending = true;
        }
        let Parsed { path, source, format, said, config, config_file } = one;
        let (corpus, served) = match own::records(&path, &source.text, said.part.defines_records) {
            Some(shard) => own::serve(&corpus, &served, shard),
            None => (corpus, served),
        };
        let per_file = self.per_file(&path, &corpus, &served);
        let (citations, lexed) = (said.citations as usize, said.lexed);
        let unit = Unit { path, source, citations, format, lexed, config, config_file, plan, corpus, served, per_file };
        self.out.units.push(unit);
    }

    /// The settings of the corpus files that serve a manuscript: what holds for the manuscript alone is not theirs.
    fn per_file(&mut self, path: &Path, corpus: &Corpus, served: &Served) -> FxHashMap<u32, Arc<Config>> {
        let (_, Some(base)) = self.base(path) else { return FxHashMap::default() };
        let Scope::Some(places) = served.scope.clone() else { return FxHashMap::default() };
        if base.per_file.is_empty() {
            return FxHashMap::default();
        }
        let of_shard = |place: u32| {
            let shard = corpus.shards().get(place as usize)?;
            Some((place, self.of_file(&base, shard.path())))
        };
        places.into_iter().filter_map(of_shard).collect()
    }

    /// The settings for one file. Flags win over what is said of single files too.
    fn of_file(&self, base: &Arc<Config>, path: &Path) -> Arc<Config> {
        match base.of_file(path) {
            Cow::Owned(mut own) => {
                (self.adjust)(&mut own);
                Arc::new(own)
            }
            Cow::Borrowed(_) => Arc::clone(base),
        }
    }

    /// A corpus of these files; manuscripts with the same ones share it.
    fn corpus(&mut self, files: Vec<PathBuf>) -> Corpus {
        if let Some(known) = self.corpora.get(&files) {
            return known.clone();
        }
        let shards = files.iter().filter_map(|path| self.shards.get(path).cloned().flatten()).collect();
        let corpus = Corpus::new(shards);
        self.corpora.insert(files, corpus.clone());
        corpus
    }

    /// Bibliographies that were named as paths, each with the corpus of its settings.
    fn name_all(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            let Some((path, config, _)) = self.configured(path) else { continue };
            let mut files = self.configured_corpus(&config);
            files.push(path.clone());
            files.sort();
            files.dedup();
            for file in &files {
                if !self.shards.contains_key(file) {
                    let shard = self.kept(load::load_shard(file, &config.key_pattern, self.cache), true);
                    self.shards.insert(file.clone(), shard);
                }
            }
            let corpus = self.corpus(files);
            if corpus.place(&path).is_some() {
                self.out.named.push(Named { path, config, corpus });
            }
        }
    }

    /// A corpus without a manuscript: what `--corpus` and the settings of the current folder name, else what lies here.
    pub fn corpus_here(mut self) -> (Corpus, Gathered) {
        let Some((here, config, _)) = self.configured(self.shown.cwd.join("siglum")) else {
            return (Corpus::default(), self.out);
        };
        let asked = !config.corpus.is_empty();
        let files = if asked {
            self.configured_corpus(&config)
        } else {
            self.workspace(here.parent().unwrap_or(&here)).files.to_vec()
        };
        let shards = load::load_shards(&files, &config.key_pattern, self.cache);
        let shards = shards.into_iter().filter_map(|shard| self.kept(shard, asked)).collect();
        (Corpus::new(shards), self.out)
    }
}

/// The documents that declare a bibliography that is missing, and are looked at themselves.
fn tellers(planned: &[Planned]) -> FxHashSet<PathBuf> {
    let tells = |(_, plan, _): &&Planned| plan.missing.iter().any(|(_, span)| span.is_some());
    planned.iter().filter(tells).map(|(one, ..)| one.path.clone()).collect()
}

/// The format of a manuscript: by the settings or its extension; what is plain text otherwise was named.
fn format_in(config: &Config, path: &Path) -> Option<&'static Format> {
    config.format_of(path).or_else(|| plain::is_named_so(path).then_some(&plain::FORMAT))
}

fn parse(path: PathBuf, source: Source, memo: &Memo, (config, config_file): (Arc<Config>, Option<PathBuf>)) -> Parsed {
    let format = format_in(&config, &path).unwrap_or(&crate::manuscript::markdown::FORMAT);
    let said = Said::of(memo, &path, &source.text, (format, &Macros::default()));
    Parsed { path, source: Arc::new(source), format, said, config, config_file }
}
