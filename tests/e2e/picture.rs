//! The README's picture is what the binary prints: an SVG made from its output, held by a test.

use crate::client::siglum;
use crate::ratchets::{hold, root};

const COMMAND: [&str; 2] = ["check", "examples/article.md"];
/// Pixels of a character's width and of a line's height, and the room around the text.
const CHARACTER: f64 = 7.8;
const LINE: f64 = 18.0;
const MARGIN: f64 = 18.0;

/// A piece of a line in one style.
struct Piece {
    text: String,
    style: &'static str,
}

/// The style that an SGR sequence sets (`1;31`), after the one before.
fn style(sequence: &str, before: &'static str) -> &'static str {
    sequence.split(';').fold(before, |style, code| match code {
        "" | "0" => "",
        "31" | "91" => "red",
        "32" | "92" => "green",
        "33" | "93" => "yellow",
        "34" | "94" => "blue",
        "35" | "36" | "95" | "96" => "cyan",
        "2" | "90" => "dim",
        "1" if style.is_empty() => "bold",
        _ => style,
    })
}

/// A line with terminal colours, cut into pieces.
fn pieces(line: &str, current: &mut &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (number, part) in line.split("\u{1b}[").enumerate() {
        let text = match part.split_once('m').filter(|_| number > 0) {
            Some((sequence, text)) => {
                *current = style(sequence, current);
                text
            }
            None => part,
        };
        if !text.is_empty() {
            pieces.push(Piece { text: text.to_owned(), style: current });
        }
    }
    pieces
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The SVG of what a terminal shows.
fn svg(output: &str) -> String {
    let mut current = "";
    let lines: Vec<_> = output.lines().map(|line| pieces(line, &mut current)).collect();
    let width = |line: &[Piece]| line.iter().map(|piece| piece.text.chars().count()).sum::<usize>();
    let columns = lines.iter().map(|line| width(line)).max().unwrap_or(0);
    let (right, below) = (columns as f64 * CHARACTER + 2.0 * MARGIN, lines.len() as f64 * LINE + 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {right:.0} {below:.0}\" width=\"{right:.0}\">\n\
         <style>\n\
         text {{ font: 13px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #d4d4d4; white-space: pre }}\n\
         .bold {{ font-weight: bold }} .red {{ fill: #f47067 }} .green {{ fill: #8ddb8c }} .yellow {{ fill: #e6c07b }}\n\
         .blue {{ fill: #6cb6ff }} .cyan {{ fill: #76d3d3 }} .dim {{ fill: #8b949e }}\n\
         </style>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1e2127\"/>\n"
    );
    for (number, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        let (y, length) = (MARGIN + (number as f64 + 0.8) * LINE, width(line) as f64 * CHARACTER);
        svg.push_str(&format!("<text x=\"{MARGIN}\" y=\"{y:.1}\" textLength=\"{length:.1}\" xml:space=\"preserve\">"));
        for piece in line {
            let class = if piece.style.is_empty() { String::new() } else { format!(" class=\"{}\"", piece.style) };
            svg.push_str(&format!("<tspan{class}>{}</tspan>", escape(&piece.text)));
        }
        svg.push_str("</text>\n");
    }
    svg.push_str("</svg>\n");
    svg
}

#[test]
fn the_readme_shows_what_the_binary_prints() {
    let mut command = siglum();
    command.args(COMMAND).args(["--color", "always", "--no-cache"]).current_dir(root());
    let output = command.output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).expect("reports are UTF-8");
    hold("docs/images/check.svg", &svg(&format!("\u{1b}[2m$\u{1b}[0m siglum {}\n\n{printed}", COMMAND.join(" "))));
}

#[test]
fn colours_become_classes() {
    let mut current = "";
    let pieces = pieces("a\u{1b}[1m\u{1b}[31mb\u{1b}[0mc", &mut current);
    let shown: Vec<_> = pieces.iter().map(|piece| (piece.text.as_str(), piece.style)).collect();
    assert_eq!(shown, [("a", ""), ("b", "red"), ("c", "")]);
}
