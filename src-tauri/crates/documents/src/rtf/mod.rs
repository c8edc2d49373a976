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
                    break;
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
