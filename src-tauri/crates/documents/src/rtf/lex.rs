//! Control words, control signs, braces and bytes.

pub(super) enum Token<'b> {
    Open,
    Close,
    /// A control word and its number.
    Word(&'b [u8], Option<i64>),
    /// A backslash and a sign that is no letter.
    Sign(u8),
    /// A byte of text, plain or as `\'hh`.
    Byte(u8),
}

pub(super) struct Lexer<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Lexer<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Lexer { bytes, at: 0 }
    }

    /// Passes over raw bytes.
    pub(super) fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.bytes.len());
    }

    /// Whether something readable is left.
    pub(super) fn more(&self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        rest.iter().any(u8::is_ascii_alphanumeric)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn run(&mut self, most: usize, of: impl Fn(u8) -> bool) -> &'b [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().take(most).take_while(|b| of(**b)).count();
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    pub(super) fn next(&mut self) -> Option<Token<'b>> {
        loop {
            let byte = self.peek()?;
            self.at += 1;
            return Some(match byte {
                b'{' => Token::Open,
                b'}' => Token::Close,
                b'\r' | b'\n' | 0 => continue,
                b'\\' => self.control()?,
                byte => Token::Byte(byte),
            });
        }
    }

    fn control(&mut self) -> Option<Token<'b>> {
        let first = self.peek()?;
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            if first == b'\'' {
                let hex = self.run(2, |b| b.is_ascii_hexdigit());
                let hex = std::str::from_utf8(hex).ok()?;
                return Some(match u8::from_str_radix(hex, 16) {
                    Ok(byte) => Token::Byte(byte),
                    Err(_) => Token::Sign(b'\''),
                });
            }
            return Some(Token::Sign(first));
        }
        let word = self.run(32, |b| b.is_ascii_alphabetic());
        let minus = self.peek() == Some(b'-')
            && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit);
        if minus {
            self.at += 1;
        }
        let digits = self.run(10, |b| b.is_ascii_digit());
        let number = std::str::from_utf8(digits)
            .ok()
            .and_then(|d| d.parse::<i64>().ok());
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        Some(Token::Word(
            word,
            number.map(|n| if minus { -n } else { n }),
        ))
    }
}
