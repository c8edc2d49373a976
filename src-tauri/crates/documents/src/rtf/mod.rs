//! RTF: letters by code page and font, by number, in groups. Headers, footers and notes are parts of their own;
//! pictures, styles and objects' data are passed over.

mod lex;
mod state;

use crate::{Kind, Passage, Reading, Refusal};
use lex::{Lexer, Token};
use state::State;

/// Reads all of it.
pub(crate) fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    let mut lexer = Lexer::new(bytes.trim_ascii_start());
    let mut state = State::default();
    while let Some(token) = lexer.next() {
        match token {
            Token::Open => state.open()?,
            Token::Close => {
                if state.close() {
                    if !lexer.more() {
                        break;
                    }
                    state.goes_on();
                }
            }
            Token::Word(word, number) => {
                if word == b"bin" {
                    lexer.skip(usize::try_from(number.unwrap_or(0)).unwrap_or(0));
                } else {
                    state.word(word, number);
                }
            }
            Token::Sign(sign) => state.sign(sign),
            Token::Byte(byte) => state.byte(byte),
        }
    }
    if !state.ended() {
        return Err(Refusal::Truncated);
    }
    let mut reading = Reading::of(Kind::Rtf);
    let (pages, parts, facts) = state.finish();
    reading.facts = facts;
    reading.pages = u32::try_from(pages.len()).ok().filter(|n| *n > 1);
    for (number, text) in (1..).zip(pages) {
        if !text.trim().is_empty() {
            let page = reading.pages.map(|_| number);
            reading.passages.push(Passage {
                page,
                part: None,
                text,
            });
        }
    }
    for (what, text) in parts {
        if !text.trim().is_empty() {
            reading.passages.push(Passage::part(what, text));
        }
    }
    Ok(reading)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn text(rtf: &str) -> String {
        read(rtf.as_bytes()).unwrap().text()
    }

    #[test]
    fn bytes_are_letters_of_the_font_they_stand_in() {
        let fonts = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 MS Gothic;}}";
        let rtf =
            format!(r"{{\rtf1\ansi\ansicpg1252\deff0{fonts}\'e9 {{\f1 \'e9}} {{\f2\'8a\'b3}}}}");
        assert_eq!(text(&rtf), "é й 患");
    }

    #[test]
    fn numbers_of_letters_pass_over_what_stands_in_for_them() {
        assert_eq!(
            text(r"{\rtf1\uc1 \u945?g \u-10179?\u-8704? {\uc2\u8364 EU}x}"),
            "αg 😀 €x"
        );
    }

    #[test]
    fn what_is_no_text_is_not_read() {
        let rtf = r"{\rtf1{\*\generator Msftedit;}{\info{\title Referral}{\author A. Osei}{\creatim\yr2026\mo3\dy14}}{\stylesheet{\s0 Normal;}}Gout{\v hidden}{\deleted not gout}{\pict 00ff}{\field{\*\fldinst HYPERLINK x}{\fldrslt here}}\bin3 {}}.}";
        let read = read(rtf.as_bytes()).unwrap();
        assert_eq!(read.text(), "Gouthere (x).");
        assert_eq!(
            (
                read.facts.title.as_deref(),
                read.facts.author.as_deref(),
                read.facts.date.as_deref()
            ),
            (Some("Referral"), Some("A. Osei"), Some("2026-03-14"))
        );
    }

    #[test]
    fn what_stands_behind_the_last_brace_is_read_too() {
        let two = "{\\rtf1 Chest: clear}\r\nAddendum: {\\rtf1\\ansi nodule, 1 cm}} see above";
        assert_eq!(
            text(two),
            "Chest: clear\nAddendum: nodule, 1 cm\n\n see above"
        );
        assert_eq!(text("{\\rtf1 Done}\r\n\0\x1a"), "Done");
    }

    #[test]
    fn a_file_that_ends_inside_a_group_is_cut_off() {
        assert_eq!(
            read(br"{\rtf1 Potassium 5.").unwrap_err(),
            Refusal::Truncated
        );
    }
}
