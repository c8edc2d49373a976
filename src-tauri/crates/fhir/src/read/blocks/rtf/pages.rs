//! Code pages of rich text: by their number (`\ansicpg`, `\cpg`) and by the character set of a font (`\fcharset`), as the
//! Rich Text Format specification 1.9.1 has them ("Character Set" and "Font Table").

use encoding_rs::Encoding;

/// A code page by its number; nothing where no letters are known for it.
pub fn by_number(number: i64) -> Option<&'static Encoding> {
    let label = match number {
        866 => "ibm866",
        874 => "windows-874",
        932 => "shift_jis",
        936 => "gbk",
        949 => "euc-kr",
        950 => "big5",
        1250..=1258 => return Encoding::for_label(format!("windows-{number}").as_bytes()),
        10_000 => "macintosh",
        65_001 => "utf-8",
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The code page of a font's character set; nothing where it says none.
pub fn by_charset(charset: i64) -> Option<&'static Encoding> {
    by_number(match charset {
        0 => 1252,
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_charset_has_letters_and_a_page_that_is_none_has_not() {
        for charset in [
            0, 77, 128, 129, 134, 136, 161, 162, 163, 177, 178, 186, 204, 222, 238,
        ] {
            assert!(by_charset(charset).is_some(), "{charset}");
        }
        // Symbol fonts: their bytes are pictures, not letters.
        assert!(by_charset(2).is_none() && by_number(437).is_none() && by_number(-1).is_none());
    }
}
