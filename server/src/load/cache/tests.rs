//! Whatever happens to the cache, the answer is that of reading the file.

use super::*;
use crate::load::{LoadError, load_shard};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder with a bibliography and a cache, which goes with the value.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("siglum-cache-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let place = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&place.0).unwrap();
        place.write(&bibliography(40, "first"));
        place
    }

    fn bib(&self) -> PathBuf {
        self.0.join("refs.bib")
    }

    fn folder(&self) -> PathBuf {
        self.0.join("cache/siglum")
    }

    fn write(&self, text: &str) {
        fs::write(self.bib(), text).unwrap();
    }

    /// What another process would be told.
    fn told(&self) -> Result<String, LoadError> {
        let cache = Cache::at(self.folder(), CAP);
        let told = load_shard(&self.bib(), "", &cache).map(|shard| told(&shard));
        cache.write();
        told
    }

    /// What is in the cache: names and bytes.
    fn files(&self, ending: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let names = beside::names(&self.folder()).filter(|name| name.ends_with(ending));
        let mut files: Vec<_> = names.map(|name| self.folder().join(name)).collect();
        files.sort();
        files.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn bibliography(count: usize, word: &str) -> String {
    let entry = |number| {
        format!(
            "@book{{key{number}, title = {{The {word} title of {number}}}, author = {{Doe, Jane}}, year = {{{}}}, note = {{{word} {number}}}}}\n",
            1000 + number
        )
    };
    (0..count).map(entry).collect()
}

fn told(shard: &Shard) -> String {
    let records: Vec<String> = (0..shard.len()).map(|row| format!("{:?}", shard.record(row))).collect();
    let entries = shard.entries().map(|entry| format!("{} {} {:?}", entry.key(), entry.title(), entry.line()));
    format!("{:?} {:?} {}", entries.collect::<Vec<_>>(), shard.problems(), records.concat())
}

#[test]
fn what_is_kept_is_what_is_read() {
    let place = Place::new();
    let plain = told(&load_shard(&place.bib(), "", &Cache::default()).unwrap());
    assert_eq!(place.files("").len(), 0, "without a cache nothing is written");
    assert_eq!(place.told().unwrap(), plain);
    let kept = (place.files("shard"), place.files("ticket"));
    assert_eq!((kept.0.len(), kept.1.len()), (1, 1));
    assert_eq!(place.told().unwrap(), plain);
    assert_eq!(place.files("shard"), kept.0, "it was used, not made anew");
    // The same content elsewhere has the same shard; another stem or pattern could make other keys.
    let other = place.0.join("other");
    fs::create_dir(&other).unwrap();
    fs::copy(place.bib(), other.join("refs.bib")).unwrap();
    fs::copy(place.bib(), other.join("more.bib")).unwrap();
    let cache = Cache::at(place.folder(), CAP);
    for (name, pattern, shards) in [("refs.bib", "", 1), ("more.bib", "", 2), ("refs.bib", "{year}", 3)] {
        load_shard(&other.join(name), pattern, &cache).unwrap();
        cache.write();
        assert_eq!(place.files("shard").len(), shards);
    }
}

#[test]
fn a_ticket_holds_for_an_old_stamp_only() {
    let place = Place::new();
    let stamp = Stamp::of(&place.bib()).unwrap();
    let now = SystemTime::now();
    assert!(!Ticket::new(&stamp, now, 7).holds(&stamp), "it may be written once more in the same step of the clock");
    let later = Ticket::new(&stamp, now + Duration::from_mins(1), 7);
    assert!(later.holds(&stamp));
    place.write(&bibliography(41, "first"));
    assert!(!later.holds(&Stamp::of(&place.bib()).unwrap()));
}

/// With a ticket that is trusted, the file is not read at all: what is kept answers.
#[test]
fn a_trusted_ticket_spares_the_reading() {
    let place = Place::new();
    let plain = place.told().unwrap();
    let [(ticket, _)] = &place.files("ticket")[..] else { panic!("one ticket") };
    let old = Ticket::read(ticket).unwrap();
    place.write(&bibliography(40, "other"));
    // A ticket that gives the new file the old content, as no run of siglum would.
    let lie = Ticket::new(&Stamp::of(&place.bib()).unwrap(), SystemTime::now() + Duration::from_mins(1), old.content);
    fs::write(ticket, lie.bytes()).unwrap();
    let lied = load_shard(&place.bib(), "", &Cache::at(place.folder(), CAP)).unwrap();
    assert_eq!(lied.entry(3).title(), "The first title of 3");
    assert!(lied.record(3).is_err(), "a record that is not the indexed one is never shown");
    fs::remove_file(ticket).unwrap();
    assert!(place.told().unwrap() != plain);
}

#[test]
fn damage_is_noticed_and_mended() {
    let place = Place::new();
    let plain = place.told().unwrap();
    for ending in ["shard", "ticket"] {
        let [(path, sound)] = &place.files(ending)[..] else { panic!("one {ending}") };
        let steps = (0..sound.len()).step_by(sound.len() / 11 + 1);
        let damages = steps.flat_map(|at| {
            let mut flipped = sound.clone();
            flipped[at] ^= 1 << (at % 8);
            [sound[..at].to_vec(), flipped]
        });
        for damaged in damages.chain([[sound.as_slice(), b"more"].concat(), b"siglum".to_vec()]) {
            fs::write(path, damaged).unwrap();
            assert_eq!(place.told().unwrap(), plain);
        }
        assert_eq!(fs::read(path).unwrap().len(), sound.len(), "made anew");
    }
    // Folders in the places of files.
    for (path, _) in place.files("").into_iter().filter(|(path, _)| path.extension().is_some_and(|end| end != "TAG")) {
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(place.told().unwrap(), plain);
    }
}

#[test]
fn a_file_that_changes_is_read_anew_and_its_old_shard_goes() {
    let place = Place::new();
    for (count, word) in [(40, "first"), (40, "other"), (60, "other"), (40, "first")] {
        let text = bibliography(count, word);
        place.write(&text);
        let plain = told(&load_shard(&place.bib(), "", &Cache::default()).unwrap());
        assert_eq!(place.told().unwrap(), plain);
        assert_eq!(place.told().unwrap(), plain);
        assert_eq!(place.files("shard").len(), 1);
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_not_kept() {
    let place = Place::new();
    let cache = Cache::at(place.folder(), CAP);
    let metadata = fs::metadata(place.bib()).unwrap();
    let reader = &siglum_corpus::read::bibtex::BIBTEX;
    let bib = place.bib();
    let asked = Asked { path: &bib, metadata: &metadata, reader, key_pattern: "" };
    place.write(&bibliography(41, "first"));
    cache.shard(&asked).unwrap();
    fs::remove_file(&bib).unwrap();
    assert!(cache.shard(&asked).is_err());
    cache.write();
    assert_eq!(place.files("shard").len(), 0);
}

#[test]
fn several_processes_read_and_write_at_once() {
    let place = Place::new();
    let texts = ["first", "other"].map(|word| bibliography(40, word));
    let plain = texts.each_ref().map(|text| {
        place.write(text);
        let records = |shard: &Shard| shard.entries().map(|entry| entry.title().to_owned()).collect::<String>();
        records(&load_shard(&place.bib(), "", &Cache::default()).unwrap())
    });
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for round in 0..6 {
                    let cache = Cache::at(place.folder(), if round % 3 == 0 { 1 } else { CAP });
                    let shard = load_shard(&place.bib(), "", &cache).unwrap();
                    cache.write();
                    let titles = shard.entries().map(|entry| entry.title().to_owned()).collect::<String>();
                    assert!(plain.contains(&titles));
                }
            });
        }
        for text in texts.iter().cycle().take(12) {
            // As editors save: beside, and renamed.
            let beside = place.0.join("new");
            fs::write(&beside, text).unwrap();
            fs::rename(&beside, place.bib()).unwrap();
            std::thread::yield_now();
        }
    });
    assert!(place.told().is_ok());
    assert_eq!(place.files("tmp").len(), 0);
}

#[test]
fn where_nothing_can_be_written_nothing_is_missed() {
    let place = Place::new();
    let plain = place.told().unwrap();
    fs::remove_dir_all(place.folder()).unwrap();
    // A file where a folder should be; permissions would not stop a test that root runs.
    fs::write(place.folder(), "").unwrap();
    assert_eq!(place.told().unwrap(), plain);
    assert_eq!(fs::read(place.folder()).unwrap(), b"");
}

#[test]
fn a_full_disk_leaves_no_half_file() {
    let place = Place::new();
    beside::make(&place.folder()).unwrap();
    let target = place.folder().join("x.shard");
    let full = |out: &mut dyn io::Write| out.write_all(&[0; 1 << 13]).and(Err(io::ErrorKind::StorageFull.into()));
    assert!(beside::put(&target, CAP, &mut |out| full(out)).is_err());
    assert!(beside::put(&target, 10, &mut |out| out.write_all(&[0; 11])).is_err(), "more than the cache may hold");
    assert_eq!(beside::names(&place.folder()).collect::<Vec<_>>(), ["CACHEDIR.TAG"]);
}

#[test]
fn the_oldest_goes_first_and_nothing_else() {
    let place = Place::new();
    beside::make(&place.folder()).unwrap();
    let hours = |hours: u64| SystemTime::now() - Duration::from_secs(hours * 3600);
    let old = [
        ("a.shard", 30_000, 5),
        ("b.ticket", 10, 4),
        ("c.shard", 30_000, 3),
        ("notes.txt", 90_000, 9),
        ("d.tmp", 9, 2),
    ];
    for (name, len, age) in old {
        let file = File::create(place.folder().join(name)).unwrap();
        file.set_len(len).unwrap();
        file.set_modified(hours(age)).unwrap();
    }
    beside::sweep(&place.folder(), 35_000);
    let mut left: Vec<_> = beside::names(&place.folder()).collect();
    left.sort();
    assert_eq!(left, ["CACHEDIR.TAG", "b.ticket", "c.shard", "notes.txt"]);
}
