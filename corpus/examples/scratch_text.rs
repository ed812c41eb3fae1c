use siglum_corpus::{read, source::Source};
fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let n = bytes.len();
        let t = std::time::Instant::now();
        let source = Source::decode(bytes);
        let p = std::path::Path::new(&path);
        let ext = p.extension().map_or(String::new(), |e| e.to_string_lossy().to_string());
        let stem = p.file_stem().unwrap().to_string_lossy();
        let mut head = source.text.len().min(65536);
        while !source.text.is_char_boundary(head) {
            head -= 1;
        }
        let Some(reader) = read::reader_for(&ext, &source.text[..head]) else {
            println!("{path}: -");
            continue;
        };
        let r = (reader.read)(&source.text, &read::Origin { stem: &stem, key_pattern: "" });
        let dt = t.elapsed();
        println!(
            "{path}: {} records {} problems {} aliases {} abstracts {:?} in {:?} ({} MB/s)",
            reader.name,
            r.records.len(),
            r.problems.len(),
            r.records.iter().map(|r| r.aliases.len()).sum::<usize>(),
            r.records.iter().map(|r| r.abstracts.len()).sum::<usize>(),
            dt,
            n as f64 / 1e6 / dt.as_secs_f64()
        );
        for q in r.problems.iter().take(3) {
            println!("   {q:?}");
        }
        if std::env::var("SHOW").is_ok() {
            for r in &r.records {
                println!("{r:#?}");
            }
        }
        for r in &r.records {
            if r.abstracts.len() > 1 {
                println!(
                    "  {} {:?}",
                    r.key.value,
                    r.abstracts
                        .iter()
                        .map(|a| (
                            a.lang.clone(),
                            a.declared.clone(),
                            a.text.chars().take(50).collect::<String>(),
                            a.text.len()
                        ))
                        .collect::<Vec<_>>()
                );
            }
            for a in &r.abstracts {
                if a.kind != Default::default() {
                    println!("  {} MIXED {}", r.key.value, a.text);
                }
            }
        }
    }
}
