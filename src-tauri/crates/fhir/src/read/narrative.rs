//! XHTML and HTML to plain text, for narratives and notes.
//!
//! Only html5ever's tokenizer is used: no tree is built and nothing recurses, so hostile depth costs
//! nothing. Scripts, styles and everything that would be fetched are dropped; no markup survives.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, EndTag, StartTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::json::Object;

/// Longer markup is cut: no note is written in more than this.
pub(crate) const MARKUP_LIMIT: usize = 16 * 1024 * 1024;

/// The plain text of a resource's narrative (`text.div`); `None` where there is none.
pub fn of_resource(resource: &Object<'_>) -> Option<String> {
    let div = resource.at("text.div")?.exact_text()?;
    let text = plain(&div);
    (!text.is_empty()).then_some(text)
}

/// XHTML or HTML as plain text: blocks on their own lines, table cells apart, entities resolved.
pub fn plain(markup: &str) -> String {
    let mut end = markup.len().min(MARKUP_LIMIT);
    while !markup.is_char_boundary(end) {
        end -= 1;
    }
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(
        markup.get(..end).unwrap_or_default(),
    ));
    let tokenizer = Tokenizer::new(Writer::default(), TokenizerOpts::default());
    // A script's end hands control back; whatever follows is still to be read.
    while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.text.into_inner().finish()
}

#[derive(Default)]
struct Writer {
    text: RefCell<Text>,
}

/// Text as it grows: blanks are held back until a word follows.
#[derive(Default)]
struct Text {
    out: String,
    blank: bool,
    lines: usize,
    cell: bool,
    /// Inside what is dropped (script, style…), and how deep in it.
    dropped: Option<(String, u32)>,
    pre: u32,
}

impl Text {
    fn line(&mut self, count: usize) {
        self.lines = self.lines.max(count);
        self.cell = false;
    }

    fn letter(&mut self, letter: char) {
        if letter == '\n' && self.pre > 0 {
            self.lines = (self.lines + 1).min(3);
            return;
        }
        if letter.is_whitespace() {
            // Columns in preformatted text are kept.
            if self.pre > 0 && !self.out.is_empty() {
                self.start_word();
                self.out.push(' ');
                return;
            }
            self.blank = true;
            return;
        }
        if letter.is_control() || matches!(letter, '\u{feff}' | '\u{200b}') {
            return;
        }
        self.start_word();
        self.out.push(letter);
    }

    fn start_word(&mut self) {
        if !self.out.is_empty() {
            if self.lines > 0 {
                self.out
                    .extend(std::iter::repeat_n('\n', self.lines.min(2)));
            } else if self.cell {
                self.out.push_str("  ");
            } else if self.blank && !self.out.ends_with(' ') {
                self.out.push(' ');
            }
        }
        (self.blank, self.lines, self.cell) = (false, 0, false);
    }

    fn open(&mut self, name: &str, tag: &Tag) {
        match name {
            "br" => self.lines = (self.lines + 1).min(2),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ul" | "ol" | "dl"
            | "blockquote" | "hr" | "section" | "article" => self.line(2),
            "div" | "tr" | "caption" | "dt" | "dd" | "header" | "footer" | "thead" | "tbody"
            | "address" | "fieldset" | "form" | "paragraph" | "title" | "content" => self.line(1),
            "li" | "item" => {
                self.line(1);
                self.start_word();
                self.out.push_str("- ");
            }
            "td" | "th" => self.cell = !self.out.is_empty() && self.lines == 0,
            "pre" | "textarea" if !tag.self_closing => {
                self.line(1);
                self.pre += 1;
            }
            "img" => {
                let is_alt = |a: &&html5ever::Attribute| a.name.local.as_ref() == "alt";
                let alt = tag.attrs.iter().find(is_alt).map(|a| a.value.clone());
                for letter in alt.iter().flat_map(|alt| alt.chars()) {
                    self.letter(letter);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ul" | "ol" | "dl"
            | "blockquote" | "section" | "article" => self.line(2),
            "div" | "tr" | "caption" | "dt" | "dd" | "header" | "footer" | "li" | "item"
            | "paragraph" | "title" | "address" | "fieldset" | "form" => self.line(1),
            "td" | "th" => self.cell = self.lines == 0,
            "pre" | "textarea" => {
                self.pre = self.pre.saturating_sub(1);
                self.line(1);
            }
            _ => {}
        }
    }

    fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end().len());
        self.out
    }
}

/// Elements whose content is no text of the note.
pub(crate) fn is_dropped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "head"
            | "template"
            | "noscript"
            | "iframe"
            | "object"
            | "svg"
            | "math"
    )
}

impl TokenSink for Writer {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut text = self.text.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                let name = tag.name.as_ref();
                if let Some((outer, depth)) = text.dropped.take() {
                    let depth = match tag.kind {
                        StartTag if outer == name && !tag.self_closing => depth + 1,
                        EndTag if outer == name => depth - 1,
                        _ => depth,
                    };
                    // A head that is never closed ends where the body begins.
                    let over = depth == 0 || (outer == "head" && name == "body");
                    text.dropped = (!over).then_some((outer, depth));
                    return raw(&tag);
                }
                match tag.kind {
                    StartTag if is_dropped(name) => {
                        if !tag.self_closing {
                            text.dropped = Some((name.to_owned(), 1));
                        }
                    }
                    StartTag => text.open(name, &tag),
                    EndTag => text.close(name),
                }
                raw(&tag)
            }
            Token::CharacterTokens(letters) => {
                if text.dropped.is_none() {
                    for letter in letters.chars() {
                        text.letter(letter);
                    }
                }
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

/// What a script or a style holds is no markup. One that closes itself (XHTML) holds nothing.
pub(crate) fn raw(tag: &Tag) -> TokenSinkResult<()> {
    if tag.kind != StartTag || tag.self_closing {
        return TokenSinkResult::Continue;
    }
    match tag.name.as_ref() {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "style" | "iframe" | "noscript" => TokenSinkResult::RawData(RawKind::Rawtext),
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blocks_become_lines_and_entities_letters() {
        assert_eq!(
            plain(
                "<div xmlns='x'><p>Blood pressure&#160;&lt; 90 &amp; falling</p>\n  <p>Called<br/>Dr&nbsp;Ruiz</p></div>"
            ),
            "Blood pressure < 90 & falling\n\nCalled\nDr Ruiz"
        );
        assert_eq!(
            plain("<ul><li>Warfarin</li><li><b>Met</b>formin</li></ul>after"),
            "- Warfarin\n- Metformin\n\nafter"
        );
        assert_eq!(
            plain("<table><tr><th>Na</th><th>K</th></tr><tr><td>140</td><td>3.9</td></tr></table>"),
            "Na  K\n140  3.9"
        );
        assert_eq!(plain("plain\n text  only"), "plain text only");
        assert_eq!(plain("<pre>a\n  b\n\nc</pre>"), "a\n  b\n\nc");
    }

    #[test]
    fn nothing_of_a_script_or_style_is_left() {
        assert_eq!(
            plain("a<script>if (1 < 2) { alert('<b>x</b>') }</script>b<style>p{}</style><style/>c"),
            "abc"
        );
        assert_eq!(
            plain("<html><head><title>T</title><meta x='</head>'></head><body>note</body></html>"),
            "note"
        );
        assert_eq!(plain("<head><title>T</title><body>note"), "note");
        assert_eq!(
            plain("x<!-- comment <b> -->y<iframe src='https://e.org'>no</iframe>"),
            "xy"
        );
        assert_eq!(
            plain("<img alt='ECG of 3 May' src=x onerror=alert(1)>"),
            "ECG of 3 May"
        );
    }

    #[test]
    fn hostile_markup_ends() {
        let deep = "<div>".repeat(200_000);
        assert_eq!(plain(&format!("{deep}deep")), "deep");
        assert_eq!(plain(&"<script>".repeat(50_000)), "");
        assert_eq!(
            plain("<<<<p <<a href=\"<\">ok</p"),
            plain("<<<<p <<a href=\"<\">ok</p")
        );
        assert_eq!(
            plain("&#x110000;&#0;&bogus;")
                .chars()
                .filter(|c| c.is_control())
                .count(),
            0
        );
    }

    proptest! {
        #[test]
        fn no_markup_panics_or_leaves_a_tag(text in "(<[a-z/!]{0,6}[ a-z='\"]{0,9}>?|&[a-z#0-9]{0,5};?|[ a-zß\u{0}\n-]{0,9}|]]>|-->){0,40}") {
            let plain = plain(&text);
            prop_assert!(!plain.contains("<script") || text.contains("&lt"), "{plain}");
            prop_assert!(plain.len() <= text.len() * 4 + 8);
        }

        #[test]
        fn any_text_can_be_markup(text in "\\PC{0,200}") {
            let _ = plain(&text);
        }
    }
}
