//! The letters of one part of a Word document, page by page.

use quick_xml::events::{BytesStart, Event};

use crate::{Refusal, xml};

/// Elements whose whole inside is left out: what was deleted, fields' instructions, and the older twin that
/// Word writes beside every newer drawing.
const LEFT_OUT: [&str; 5] = ["del", "moveFrom", "instrText", "delText", "Fallback"];

/// The text of a part by page, as Word broke it when it last laid it out; one page where it did not.
pub(super) fn pages(text: &str) -> Result<Vec<String>, Refusal> {
    let mut reader = xml::reader(text);
    let mut pages = vec![String::new()];
    let mut depth = 0_usize;
    let (mut letters, mut left_out) = (0_u32, None::<usize>);
    loop {
        let event = reader.read_event().map_err(|_| Refusal::Damaged)?;
        let Some(page) = pages.last_mut() else {
            return Err(Refusal::Damaged);
        };
        match event {
            Event::Start(start) => {
                let name = start.local_name();
                let name = name.as_ref();
                depth += 1;
                if depth > xml::DEEPEST {
                    return Err(Refusal::Bomb);
                }
                if left_out.is_none() {
                    if LEFT_OUT.contains(&name) {
                        left_out = Some(depth);
                    } else if name == "t" {
                        letters += 1;
                    } else if alone(name, &start, page) {
                        pages.push(String::new());
                    }
                }
            }
            Event::Empty(start) => {
                let ends = left_out.is_none() && alone(start.local_name().as_ref(), &start, page);
                pages.extend(ends.then(String::new));
            }
            Event::End(end) => {
                let name = end.local_name();
                match name.as_ref() {
                    _ if left_out.is_some_and(|at| at < depth) => {}
                    _ if left_out == Some(depth) => left_out = None,
                    "t" => letters = letters.saturating_sub(1),
                    "p" | "tr" => page.push('\n'),
                    "tc" => {
                        // A cell's last paragraph ends a line; cells of a row stand on one.
                        if page.ends_with('\n') {
                            page.pop();
                        }
                        page.push('\t');
                    }
                    _ => {}
                }
                depth = depth.saturating_sub(1);
            }
            Event::Text(some) if letters > 0 && left_out.is_none() => page.push_str(&some),
            Event::CData(some) if letters > 0 && left_out.is_none() => page.push_str(&some),
            Event::GeneralRef(some) if letters > 0 && left_out.is_none() => {
                xml::entity(&some, page);
            }
            Event::Eof if depth > 0 => return Err(Refusal::Damaged),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(pages)
}

/// What stands for a letter or a break by itself; true where a page ends.
fn alone(name: &str, start: &BytesStart<'_>, page: &mut String) -> bool {
    match name {
        "tab" | "ptab" => page.push('\t'),
        "br" if xml::attribute(start, "type").as_deref() == Some("page") => return true,
        "lastRenderedPageBreak" => return !page.trim().is_empty(),
        "br" | "cr" => page.push('\n'),
        "noBreakHyphen" => page.push('-'),
        "sym" => {
            // A symbol font's letter: which one cannot be known without the font, that there is one must be.
            let font = xml::attribute(start, "font").unwrap_or_default();
            let code = xml::attribute(start, "char").and_then(|c| u32::from_str_radix(&c, 16).ok());
            page.push(symbol(&font, code.unwrap_or(0)));
        }
        _ => {}
    }
    false
}

/// The commonest symbols of Word's two symbol fonts; of others a mark that something stands there.
fn symbol(font: &str, code: u32) -> char {
    let code = code & 0xff;
    match (font, code) {
        ("Symbol", 0x61) => 'α',
        ("Symbol", 0x62) => 'β',
        ("Symbol", 0x67) => 'γ',
        ("Symbol", 0x6d) => 'µ',
        ("Symbol", 0xa3) => '≤',
        ("Symbol", 0xb3) => '≥',
        ("Symbol", 0xb0) => '°',
        ("Symbol", 0xb1) => '±',
        ("Symbol", 0xb4) => '×',
        ("Symbol", 0xad) => '↑',
        ("Symbol", 0xaf) => '↓',
        ("Symbol" | "Wingdings", 0xb7 | 0x6c | 0xa7) => '•',
        ("Symbol", 0xae) | ("Wingdings", 0xe0) => '→',
        ("Wingdings", 0xfc) => '✓',
        ("Wingdings", 0xfb) => '✗',
        ("Wingdings", 0xa8) => '☐',
        ("Wingdings", 0xfe) => '☑',
        ("Wingdings", 0xfd) => '☒',
        _ => '\u{fffd}',
    }
}
