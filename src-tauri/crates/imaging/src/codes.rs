//! What a data set says in words: a text, the meaning of a code (PS3.3 8.8). Refuses to make a word of its own.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::read::DataSet;
use crate::text::Charset;

/// A text; `None` where it is absent or empty.
pub(crate) fn text(set: &DataSet, tag: Tag, charset: Charset) -> Option<String> {
    let text = charset.text(set.bytes(tag)?);
    (!text.is_empty()).then_some(text)
}

/// The meaning of the code in a sequence; its value where it has no meaning.
pub(crate) fn meaning(set: &DataSet, tag: Tag, charset: Charset) -> Option<String> {
    let code = set.items(tag).first()?;
    text(code, tags::CODE_MEANING, charset).or_else(|| text(code, tags::CODE_VALUE, charset))
}

/// The unit that a sequence of codes names: UCUM's code is the unit, `1` and what stands in braces are none.
pub(crate) fn unit(set: &DataSet, tag: Tag, charset: Charset) -> Option<String> {
    let code = set.items(tag).first()?;
    let value = text(code, tags::CODE_VALUE, charset);
    value
        .filter(|value| value != "1" && !value.starts_with('{'))
        .or_else(|| text(code, tags::CODE_MEANING, charset).filter(|text| text != "no units"))
}
