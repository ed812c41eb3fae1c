//! Measures reading a large bibliography into an index, and looking things up in it.
//!
//! `cargo run --release -p siglum-corpus --example index_speed -- refs.bib [FILES]`; with a number, the file is also cut
//! into so many shards, to measure a corpus of many files.

use siglum_corpus::index::{RecordId, Scope};
use siglum_corpus::shard::{Options, Shard, Store};
use siglum_corpus::{Corpus, Span};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

#[derive(Debug)]
struct OnDisk(PathBuf);

impl Store for OnDisk {
    fn bytes(&self, span: Span) -> io::Result<Vec<u8>> {
        let mut file = File::open(&self.0)?;
        file.seek(SeekFrom::Start(u64::from(span.start)))?;
        let mut bytes = Vec::with_capacity(span.len());
        file.take(span.len() as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = PathBuf::from(arguments.next().unwrap_or_default());
    let bytes = std::fs::metadata(&path)?.len();
    let start = Instant::now();
    let mut file = File::open(&path)?;
    let shard = Shard::read(&path, None, &mut file, Arc::new(OnDisk(path.clone())), Options::default())?;
    let (took, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds());
    println!("{} records, {} problems", shard.len(), shard.problems().len());
    println!("{:.0} ms, {:.0} ms of them on a core: {:.0} MB/s", took * 1e3, cpu * 1e3, bytes as f64 / 1e6 / cpu);
    memory("after reading");
    let corpus = Corpus::new(vec![Arc::new(shard)]);
    look_up(&corpus);
    if let Some(files) = arguments.next().and_then(|files| files.parse().ok()) {
        println!("-- {files} files");
        let small = cut(&path, files)?;
        look_up(&small);
        let swapped = small.with(Arc::clone(&small.shards()[files / 2]));
        time("first find after a swap", 1, || swapped.find("nothing", &Scope::All));
        time("swap", 100, || swapped.with(Arc::clone(&small.shards()[files / 2])));
    }
    Ok(())
}

/// A corpus of as many small files, each with its share of the entries.
fn cut(path: &Path, files: usize) -> io::Result<Corpus> {
    let text = std::fs::read_to_string(path)?;
    let entries: Vec<usize> = text.match_indices("\n@").map(|(at, _)| at + 1).take(files + 1).collect();
    let start = Instant::now();
    let shards = entries.windows(2).enumerate().map(|(number, ends)| {
        Arc::new(Shard::of_text(Path::new(&format!("/{number:06}.bib")), &text[ends[0]..ends[1]]))
    });
    let corpus = Corpus::new(shards.collect());
    println!("read in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    time("first find (merges)", 1, || corpus.find("nothing", &Scope::All));
    Ok(corpus)
}

fn look_up(corpus: &Corpus) {
    let count = corpus.shards().iter().map(|shard| shard.len()).max().unwrap_or_default();
    let ids: Vec<RecordId> = (0..200u32)
        .map(|number| {
            let shard = (number as usize * corpus.shards().len() / 200) as u32;
            RecordId { shard, row: number * count / 200 }
        })
        .collect();
    let keys: Vec<&str> = ids.iter().map(|id| corpus.entry(*id).key()).collect();
    let each = |name: &str, make: &dyn Fn(&str) -> String, look: &dyn Fn(&str)| {
        let queries: Vec<String> = keys.iter().map(|key| make(key)).collect();
        let mut slowest = 0.0f64;
        let start = Instant::now();
        for query in &queries {
            let one = Instant::now();
            look(query);
            slowest = slowest.max(one.elapsed().as_secs_f64());
        }
        println!("{name:32} {:8.1} us, slowest {:8.1}", start.elapsed().as_secs_f64() * 1e6 / 200.0, slowest * 1e6);
    };
    let complete = |query: &str| drop(std::hint::black_box(corpus.complete(query, &Scope::All, 50)));
    each("find", &str::to_owned, &|key| {
        std::hint::black_box(corpus.find(key, &Scope::All));
    });
    each("complete half a key", &|key| key.chars().take(key.len() / 2).collect(), &complete);
    each("complete one letter", &|key| key.chars().take(1).collect(), &complete);
    each("complete a misspelt key", &slip, &complete);
    each("complete three words", &|key| format!("coprod finl {}", &key[key.len().min(3)..]), &complete);
    for query in ["", "2", "e", "a e 2", "coprod finl 2016", "acountability", "street level bureau", "zzzzzz"] {
        time(&format!("complete {query:?}"), 20, || corpus.complete(query, &Scope::All, 50));
    }
    each("nearest of a misspelt key", &slip, &|key| {
        drop(std::hint::black_box(corpus.nearest_keys(key, &Scope::All, 5)));
    });
    each("nearest of half a key", &|key| key.chars().take(key.len() / 2).collect(), &|key| {
        drop(std::hint::black_box(corpus.nearest_keys(key, &Scope::All, 5)));
    });
    let wrong = keys.iter().filter(|key| {
        let near = corpus.nearest_keys(&slip(key), &Scope::All, 1);
        near.first().is_none_or(|near| corpus.entry(near.id).key() != **key)
    });
    println!("nearest key is another one: {} of 200", wrong.count());
    time("companions", 50, || ids.iter().take(4).map(|id| corpus.companions(*id).len()).sum::<usize>());
    time("record", 50, || ids.first().map(|id| corpus.record(*id).is_ok()));
    time("abstracts", 50, || ids.first().map(|id| corpus.abstracts(*id).len()));
    memory("after lookups");
}

/// The key with two neighbours swapped.
fn slip(key: &str) -> String {
    let mut letters: Vec<char> = key.chars().collect();
    if letters.len() > 4 {
        letters.swap(2, 3);
    }
    letters.into_iter().collect()
}

fn time<T>(name: &str, times: u32, work: impl Fn() -> T) {
    let start = Instant::now();
    for _ in 0..times {
        std::hint::black_box(work());
    }
    println!("{name:32} {:8.1} us", start.elapsed().as_secs_f64() * 1e6 / f64::from(times));
}

/// Time on a core since the program began, where the system tells.
fn cpu_seconds() -> f64 {
    let status = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    status.split(' ').next().and_then(|nanoseconds| nanoseconds.parse::<f64>().ok()).unwrap_or_default() / 1e9
}

fn memory(when: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown");
    println!("{when}: {peak}");
}
