//! Runs the targets on stable Rust without libFuzzer: seeds from folders, changed at random, the same ones for the same
//! seed. `mutate SECONDS [--target NAME] [--seed NUMBER] FOLDER...`; what fails is written to `artifacts/`.

use siglum_fuzz::{TARGETS, Target};
use std::panic;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The longest input in bytes.
const LONGEST: usize = 8192;
/// An input that takes longer than this is a finding.
const SLOW: Duration = Duration::from_millis(1500);

fn main() {
    let (mut seconds, mut only, mut seed, mut folders) = (10, None, 1, Vec::new());
    let mut given = std::env::args().skip(1);
    while let Some(word) = given.next() {
        match word.as_str() {
            "--target" => only = given.next(),
            "--seed" => seed = given.next().and_then(|word| word.parse().ok()).unwrap_or(1),
            word if word.parse::<u64>().is_ok() => seconds = word.parse().unwrap_or(10),
            folder => folders.push(PathBuf::from(folder)),
        }
    }
    panic::set_hook(Box::new(|_| {}));
    let mut files = Vec::new();
    folders.iter().for_each(|folder| walk(folder, &mut files));
    let mut failed = 0;
    for target in TARGETS.iter().filter(|target| only.as_ref().is_none_or(|name| name == target.name)) {
        failed += fuzz(target, &files, seconds, seed);
    }
    std::process::exit(i32::from(failed > 0));
}

/// Runs one target for some seconds; gives how many inputs fail.
fn fuzz(target: &Target, files: &[PathBuf], seconds: u64, seed: u64) -> usize {
    let seeds = seeds(target, files);
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let began = Instant::now();
    let (mut inputs, mut failed) = (0_u64, 0);
    while began.elapsed() < Duration::from_secs(seconds) && failed < 5 {
        let input = random.input(&seeds);
        inputs += 1;
        let at = Instant::now();
        let sound = panic::catch_unwind(|| target.run(&input)).is_ok();
        if sound && at.elapsed() < SLOW {
            continue;
        }
        failed += 1;
        let path = format!("artifacts/{}-{seed}-{inputs}", target.name);
        let written = std::fs::create_dir_all("artifacts").and_then(|()| std::fs::write(&path, &input));
        println!("{}: {} {path} ({written:?})", target.name, if sound { "slow:" } else { "fails:" });
    }
    println!("{}: {inputs} inputs of {} seeds, {failed} failed", target.name, seeds.len());
    failed
}

/// What a target begins with: files of its extensions cut to size, the parts of the differential tests' format, nothing.
fn seeds(target: &Target, files: &[PathBuf]) -> Vec<Vec<u8>> {
    let mut seeds = vec![Vec::new()];
    for file in files {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        let is_parts = extension == "txt" && file.file_stem().is_some_and(|stem| stem == target.name);
        if !is_parts && !target.extensions.contains(&extension) {
            continue;
        }
        let Ok(bytes) = std::fs::read(file) else { continue };
        if is_parts {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            seeds.extend(text.split("\n%%%").map(|part| part.as_bytes().to_vec()));
        }
        let step = (bytes.len() / 24).max(LONGEST / 2);
        seeds.extend(bytes.chunks(step).map(|chunk| chunk[..chunk.len().min(LONGEST / 2)].to_vec()));
    }
    seeds
}

/// Files of folders, in order of name.
fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// A xorshift generator.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    /// A piece of a seed, of at most `longest` bytes.
    fn piece<'s>(&mut self, seeds: &'s [Vec<u8>], longest: usize) -> &'s [u8] {
        let seed = &seeds[self.below(seeds.len())];
        let start = self.below(seed.len());
        let length = 1 + self.below(longest);
        &seed[start..seed.len().min(start + length)]
    }

    /// A seed, changed in some places.
    fn input(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let longest = [64, 512, 4096][self.below(3)];
        let mut input = self.piece(seeds, longest).to_vec();
        for _ in 0..1 + self.below(10) {
            self.change(&mut input, seeds);
        }
        input.truncate(LONGEST);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let start = self.below(input.len() + 1);
        let end = input.len().min(start + 1 + self.below(40));
        match self.below(9) {
            0 => drop(input.drain(start..end)),
            1 => {
                let copy = input[start..end].to_vec();
                let to = self.below(input.len() + 1);
                input.splice(to..to, copy);
            }
            2 => {
                let marks = b"@[]{}()<>\\\"'`*_#$%&;:,.|=+-/~^!? \t\n\r\0";
                input.insert(start, marks[self.below(marks.len())]);
            }
            3 => {
                let odd =
                    ["\u{FFFC}", "é", "中", "\u{308}", "\u{2028}", "\r\n", "\u{feff}", "\u{a0}", "😀", "\n\n", "    "];
                let odd = odd[self.below(odd.len())].bytes();
                input.splice(start..start, odd);
            }
            4 => {
                let piece = self.piece(seeds, 24).to_vec();
                input.splice(start..start, piece);
            }
            5 => {
                let piece = self.piece(seeds, 200).to_vec();
                input.splice(start..end, piece);
            }
            6 => {
                let copy = input[start..end].repeat(1 + self.below(30));
                input.splice(start..start, copy);
            }
            7 if start < input.len() => input[start] = self.below(256) as u8,
            _ => input.truncate(start.max(1)),
        }
    }
}
