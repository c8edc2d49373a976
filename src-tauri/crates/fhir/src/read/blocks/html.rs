//! HTML and XHTML as blocks. Only html5ever's tokenizer is used: no tree is built and nothing recurses, so
//! hostile depth costs nothing. Scripts, styles and what would be fetched give no words; a picture is a remark.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, EndTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::super::narrative::{MARKUP_LIMIT, is_dropped, raw};
use super::writer::Writer;
use super::{Block, guess};

/// Reads HTML.
pub fn read(markup: &str) -> Vec<Block> {
    let mut end = markup.len().min(MARKUP_LIMIT);
    while !markup.is_char_boundary(end) {
        end -= 1;
    }
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(
        markup.get(..end).unwrap_or_default(),
    ));
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
    tokenizer.end();
    let mut writer = tokenizer.sink.state.into_inner().writer;
    if end < markup.len() {
        writer
            .remark("The document is longer than is shown here; open it at the EHR for the rest.");
    }
    let mut blocks = writer.finish();
    guess::headings(&mut blocks);
    blocks
}

#[derive(Default)]
struct Sink {
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    writer: Writer,
    /// Inside what gives no words (script, style…), and how deep in it.
    dropped: Option<(String, u32)>,
}

impl State {
    fn tag(&mut self, tag: &Tag) {
        let name = tag.name.as_ref();
        let ends = tag.kind == EndTag;
        if let Some((outer, depth)) = self.dropped.take() {
            let depth = match (outer == name, ends) {
                (true, true) => depth - 1,
                (true, false) if !tag.self_closing => depth + 1,
                _ => depth,
            };
            let over = depth == 0 || (outer == "head" && name == "body");
            self.dropped = (!over).then_some((outer, depth));
            return;
        }
        if is_dropped(name) {
            if !ends && !tag.self_closing {
                self.dropped = Some((name.to_owned(), 1));
            }
            return;
        }
        if ends {
            self.writer.close(name);
            return;
        }
        let attribute = |wanted: &str| {
            let is = |a: &&html5ever::Attribute| a.name.local.as_ref() == wanted;
            tag.attrs.iter().find(is).map(|a| a.value.to_string())
        };
        self.writer.open(name, &attribute, tag.self_closing);
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.state.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                state.tag(&tag);
                raw(&tag)
            }
            Token::CharacterTokens(letters) => {
                if state.dropped.is_none() {
                    state.writer.text(&letters);
                }
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
