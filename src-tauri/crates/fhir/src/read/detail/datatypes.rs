//! What one FHIR data type reads like. A type is known by its members, for the same name holds different
//! types in different resources. Whatever is not said in words here stays an item of its own.

use super::{Item, Kind, members};
use crate::json::{Node, Object};
use crate::read::codeable::{Coded, Reference, absent_in_words, system_in_words};
use crate::read::quantity::{self, Quantity};
use crate::read::{narrative, timing};

/// Members that any element may have.
const ANY: &[&str] = &["id", "extension", "modifierExtension"];

/// Reads an object into its item.
pub(super) fn read(name: &str, node: Node<'_>, object: &Object<'_>, depth: usize, item: &mut Item) {
    let mut said = Said::new(object);
    let only = |names: &[&str]| {
        object.members().all(|(member, _)| {
            let plain = member.strip_prefix('_').unwrap_or(member);
            names.contains(&plain) || ANY.contains(&plain)
        })
    };
    let has = |member: &str| object.get(member).is_some();
    let number = object
        .get("value")
        .is_some_and(|value| value.number().is_some());
    if has("div") && only(&["status", "div"]) {
        written(&mut said, item);
    } else if has("currency") && only(&["value", "currency"]) {
        money(&mut said, item);
    } else if (number || has("unit") || has("comparator"))
        && only(&["value", "comparator", "unit", "system", "code"])
    {
        amount(node, &mut said, item);
    } else if only(&["coding", "text"]) && (has("coding") || has("text")) {
        concept(name, node, &mut said, depth, item);
    } else if (has("code") || has("display"))
        && only(&["system", "version", "code", "display", "userSelected"])
    {
        coding(name, &mut said, item);
    } else if (has("reference") || has("display") || has("identifier"))
        && only(&["reference", "type", "identifier", "display"])
    {
        reference(node, &mut said, item);
    } else if (has("family") || has("given") || has("text"))
        && only(&[
            "use", "text", "family", "given", "prefix", "suffix", "period",
        ])
    {
        person(&mut said, item);
    } else if only(&[
        "use",
        "type",
        "text",
        "line",
        "city",
        "district",
        "state",
        "postalCode",
        "country",
        "period",
    ]) && [
        "line",
        "city",
        "state",
        "postalCode",
        "country",
        "district",
        "text",
    ]
    .iter()
    .any(|one| has(one))
    {
        address(&mut said, item);
    } else if has("value")
        && only(&[
            "use", "type", "system", "value", "period", "assigner", "rank",
        ])
    {
        identified(&mut said, item);
    } else if (has("low") || has("high")) && only(&["low", "high"]) {
        item.value = quantity::range(node);
    } else if (has("numerator") || has("denominator")) && only(&["numerator", "denominator"]) {
        item.value = quantity::ratio(node);
    } else if (has("contentType") || has("url") || has("data"))
        && has_no_more_than_an_attachment(object)
    {
        attachment(&mut said, item);
    } else if has("text") && only(&["text", "time", "authorString", "authorReference"]) {
        item.value = said.text("text");
    } else if has("repeat") || (has("event") && only(&["event", "repeat", "code"])) {
        item.value = timing::timing(object);
    } else if matches!(name, "dosageInstruction" | "dosage") {
        item.value = timing::dosages(&[node]).words;
    }
    let rest = members(object, &said.names, depth + 1);
    item.items.extend(rest);
}

/// Members said in the words of their item, so that they need no item of their own.
struct Said<'o, 'a> {
    object: &'o Object<'a>,
    names: Vec<&'static str>,
}

impl<'o, 'a> Said<'o, 'a> {
    fn new(object: &'o Object<'a>) -> Self {
        Self {
            object,
            names: Vec::new(),
        }
    }

    /// A text; it stays where it is if it is none.
    fn text(&mut self, name: &'static str) -> Option<String> {
        let text = self.object.text(name)?;
        self.names.push(name);
        Some(text)
    }

    /// Texts of a list; they stay where they are unless all of them are texts.
    fn texts(&mut self, name: &'static str) -> Vec<String> {
        let Some(node) = self.object.get(name) else {
            return Vec::new();
        };
        let all: Vec<Option<String>> = node.entries().into_iter().map(|one| one?.text()).collect();
        if all.iter().any(Option::is_none) {
            return Vec::new();
        }
        self.names.push(name);
        all.into_iter().flatten().collect()
    }
}

/// A system and a code: "LOINC 8867-4"; a system without a short name in full.
fn code_line(system: Option<&str>, code: Option<&str>, display: Option<&str>) -> Option<String> {
    let system = system.map(system_in_words);
    let parts: Vec<&str> = [system.as_deref(), code, display]
        .into_iter()
        .flatten()
        .collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn concept(name: &str, node: Node<'_>, said: &mut Said<'_, '_>, depth: usize, item: &mut Item) {
    let text = said.text("text");
    let coded = Coded::read(node);
    item.value = coded.as_ref().and_then(Coded::words);
    if name == "dataAbsentReason"
        && let Some(code) = coded.as_ref().and_then(Coded::code)
    {
        item.kind = Kind::Absent;
        item.fine.extend(text);
        item.value = Some(absent_in_words(code));
    }
    let Some(codings) = said.object.get("coding") else {
        return;
    };
    said.names.push("coding");
    for entry in codings.entries() {
        let Some(object) = entry.and_then(Node::object) else {
            item.items
                .push(super::element("coding", entry, None, depth + 1));
            continue;
        };
        let mut one = Item::new("coding");
        let mut inner = Said::new(&object);
        coding("coding", &mut inner, &mut one);
        one.items = members(&object, &inner.names, depth + 2);
        let line = one.fine.first().cloned();
        let words = one.value.filter(|words| item.value.as_ref() != Some(words));
        let line = match (line, words) {
            (Some(line), Some(words)) => Some(format!("{line} {words}")),
            (line, words) => line.or(words),
        };
        item.fine.extend(line);
        item.fine.extend(one.fine.into_iter().skip(1));
        item.items.extend(one.items);
    }
}

fn coding(name: &str, said: &mut Said<'_, '_>, item: &mut Item) {
    let (system, code, display) = (said.text("system"), said.text("code"), said.text("display"));
    // Without a display the code is all there is to read.
    let bare = display.is_none() && name != "coding";
    item.value = display.or_else(|| code.clone().filter(|_| bare));
    // A line for the code even where it is empty: what follows it is told apart by its place.
    let code = code.filter(|_| !bare);
    item.fine
        .extend(code_line(system.as_deref(), code.as_deref(), None));
    if let Some(version) = said.text("version") {
        item.fine.push(format!("version {version}"));
    }
    if let Some(chosen) = said.object.truth("userSelected") {
        said.names.push("userSelected");
        item.fine.push(
            if chosen {
                "chosen by its author"
            } else {
                "user selected: no"
            }
            .to_owned(),
        );
    }
}

fn amount(node: Node<'_>, said: &mut Said<'_, '_>, item: &mut Item) {
    let Some(found) = Quantity::read(node) else {
        return;
    };
    item.value = found.words();
    if item.value.is_none() {
        return;
    }
    said.names.extend(["value", "comparator"]);
    let unit = said.text("unit");
    let (system, code) = (said.text("system"), said.text("code"));
    // The code is said again only where it says more than the unit.
    let code = code.filter(|code| unit.as_ref() != Some(code) || system.is_some());
    item.fine
        .extend(code_line(system.as_deref(), code.as_deref(), None));
}

fn money(said: &mut Said<'_, '_>, item: &mut Item) {
    let Some(value) = said.object.get("value").and_then(Node::number) else {
        return;
    };
    let Some(currency) = said.text("currency") else {
        return;
    };
    said.names.push("value");
    item.value = Some(format!("{value} {currency}"));
}

fn reference(node: Node<'_>, said: &mut Said<'_, '_>, item: &mut Item) {
    // A reference that is an object is R5's and stays laid out.
    let sent = said.text("reference");
    item.reference = Reference::read(node);
    item.value = said.text("display");
    item.fine.extend(sent);
    item.fine.extend(said.text("type"));
}

fn person(said: &mut Said<'_, '_>, item: &mut Item) {
    let text = said.text("text");
    let mut parts = said.texts("prefix");
    parts.extend(said.texts("given"));
    parts.extend(said.texts("family"));
    parts.extend(said.texts("suffix"));
    let spoken = (!parts.is_empty()).then(|| parts.join(" "));
    whole(text, spoken, item);
    item.fine.extend(said.text("use"));
}

fn address(said: &mut Said<'_, '_>, item: &mut Item) {
    let text = said.text("text");
    let mut parts = said.texts("line");
    for name in ["city", "district", "state", "postalCode", "country"] {
        parts.extend(said.text(name));
    }
    let spoken = (!parts.is_empty()).then(|| parts.join(", "));
    whole(text, spoken, item);
    item.fine.extend(said.text("use"));
    item.fine.extend(said.text("type"));
}

/// A text as its author wrote it; the parts below where they say it otherwise.
fn whole(text: Option<String>, parts: Option<String>, item: &mut Item) {
    if let (Some(text), Some(parts)) = (&text, &parts)
        && text != parts
    {
        item.fine.push(parts.clone());
    }
    item.value = text.or(parts);
}

/// An identifier, or a telephone number and its like.
fn identified(said: &mut Said<'_, '_>, item: &mut Item) {
    item.value = said.text("value");
    let kind = said.object.get("type").and_then(Coded::read);
    item.fine.extend(kind.and_then(|kind| kind.words()));
    item.fine.extend(said.text("use"));
    item.fine.extend(said.text("system"));
}

fn has_no_more_than_an_attachment(object: &Object<'_>) -> bool {
    let known = [
        "contentType",
        "language",
        "data",
        "url",
        "size",
        "hash",
        "title",
        "creation",
    ];
    object.members().all(|(name, _)| {
        let plain = name.strip_prefix('_').unwrap_or(name);
        known.contains(&plain) || ANY.contains(&plain)
    })
}

fn attachment(said: &mut Said<'_, '_>, item: &mut Item) {
    item.value = said.text("title");
    let kind = said.text("contentType");
    match &item.value {
        Some(_) => item.fine.extend(kind),
        None => item.value = kind,
    }
    item.fine.extend(said.text("url"));
    if let Some(data) = said.text("data") {
        let bytes = data.bytes().filter(u8::is_ascii_alphanumeric).count() * 3 / 4;
        item.fine.push(format!(
            "about {bytes} bytes of content came with the record"
        ));
    }
}

fn written(said: &mut Said<'_, '_>, item: &mut Item) {
    let Some(div) = said.object.get("div").and_then(Node::exact_text) else {
        return;
    };
    let text = narrative::plain(&div);
    said.names.push("div");
    item.value = Some(if text.is_empty() {
        "No words in it".to_owned()
    } else {
        text
    });
    item.fine.extend(said.text("status"));
}
