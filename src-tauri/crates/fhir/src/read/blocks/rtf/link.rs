//! Links: a field whose instruction is an address, and the words that stand for it. Owns that an address which is not
//! its own words is read beside them; refuses to make it one that can be followed.

/// The field that is being read.
#[derive(Debug, Default)]
pub struct Link {
    instruction: String,
    shown: String,
}

impl Link {
    /// Part of what the field is told to be.
    pub fn instructs(&mut self, words: &str) {
        self.instruction.push_str(words);
    }

    /// Part of what it shows.
    pub fn shows(&mut self, words: &str) {
        self.shown.push_str(words);
    }

    /// The field has shown all: its address, where its words do not say it.
    pub fn ended(&mut self) -> Option<String> {
        let Self { instruction, shown } = std::mem::take(self);
        let address = address(&instruction)?;
        (address != shown.trim()).then(|| address.to_owned())
    }
}

/// The address in `HYPERLINK "address" switches`; a place within the document is none.
fn address(instruction: &str) -> Option<&str> {
    let (name, rest) = instruction.trim().split_once(char::is_whitespace)?;
    let rest = rest.trim_start();
    let address = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split_whitespace().next()?,
    };
    let is = name.eq_ignore_ascii_case("HYPERLINK") && !address.starts_with('\\');
    Some(address.trim()).filter(|address| is && !address.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_what_a_link_is_told_and_nothing_else() {
        for (instruction, expected) in [
            (
                " HYPERLINK \"https://example.org/a b\" ",
                Some("https://example.org/a b"),
            ),
            ("hyperlink example.org", Some("example.org")),
            ("HYPERLINK \\l \"page2\"", None),
            ("HYPERLINK \"\"", None),
            ("DATE \\@ \"d MMMM\"", None),
            ("PAGE", None),
        ] {
            assert_eq!(address(instruction), expected, "{instruction}");
        }
    }
}
