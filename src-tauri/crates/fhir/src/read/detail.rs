//! Any record laid out whole: every element of a resource becomes an [`Item`], so that nothing an EHR
//! sent is invisible, whatever its type. Owns the walk and the order; what one data type reads like is
//! `datatypes`, names are `labels` and `extensions`, and what turns the meaning of a record is `cautions`.
//!
//! Refuses to leave anything out: a member is either said in the words of its item, or an item of its own.

mod cautions;
mod datatypes;
mod extensions;
mod labels;
#[cfg(test)]
mod tests;

use super::codeable::{Reference, absent_in_words, absent_reason};
use super::date;
use crate::json::{Node, Object, ReadError};

/// Deeper than this nothing is laid out; the JSON itself stands there instead.
const DEEPEST: usize = 24;

/// More letters than this without a blank are content (an image, a signature), not words.
const CONTENT: usize = 2_000;

/// A record laid out.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    /// Resource type as sent.
    pub resource_type: Option<String>,
    /// What turns the meaning of the record round, or may: to be read before anything else.
    pub cautions: Vec<String>,
    /// Its elements: what it says first, what it is filed by last.
    pub items: Vec<Item>,
}

/// What an item's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, a number, a code.
    Words,
    /// A FHIR date as sent.
    Date,
    /// Words that say why there is no value.
    Absent,
}

/// One element.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its name as sent; the URL of an extension.
    pub name: String,
    /// Its name in words.
    pub label: String,
    /// What the value is.
    pub kind: Kind,
    /// It may change the meaning of what it stands in.
    pub modifier: bool,
    /// In words.
    pub value: Option<String>,
    /// Small print: codes with their systems, uses, the reference as sent.
    pub fine: Vec<String>,
    /// What it refers to.
    pub reference: Option<Reference>,
    /// What stands in it and is not said in its words.
    pub items: Vec<Item>,
}

impl Item {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            label: labels::label(name),
            kind: Kind::Words,
            modifier: false,
            value: None,
            fine: Vec::new(),
            reference: None,
            items: Vec::new(),
        }
    }

    fn absent(mut self, words: String) -> Self {
        self.kind = Kind::Absent;
        self.value = Some(words);
        self
    }
}

impl Detail {
    /// Lay a resource out.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let mut items = members(&object, &["resourceType"], 0);
        items.sort_by_key(|item| (!item.modifier, labels::place(&item.name)));
        Ok(Self {
            resource_type: object.text("resourceType"),
            cautions: cautions::of(&object, &items),
            items,
        })
    }
}

/// The members of an object as items, but those that were said already.
fn members(object: &Object<'_>, said: &[&str], depth: usize) -> Vec<Item> {
    let mut items = Vec::new();
    for (name, node) in object.members() {
        if said.contains(&name) {
            continue;
        }
        let shadow = match name.strip_prefix('_') {
            // What `_name` adds stands with `name`, unless that was said or is not there.
            Some(plain) if object.get(plain).is_some() && !said.contains(&plain) => continue,
            Some(_) => None,
            None => object.get(&format!("_{name}")),
        };
        match name {
            "extension" => items.extend(
                node.list()
                    .into_iter()
                    .map(|one| extension(one, false, depth)),
            ),
            "modifierExtension" => {
                items.extend(
                    node.list()
                        .into_iter()
                        .map(|one| extension(one, true, depth)),
                );
            }
            "contained" => items.extend(node.list().into_iter().map(|one| contained(one, depth))),
            _ => match name.strip_prefix('_') {
                Some(plain) => each(plain, None, Some(node), depth, &mut items),
                None => each(name, Some(node), shadow, depth, &mut items),
            },
        }
    }
    items
}

/// An element with what its shadow (`_name`) adds, one item for each of a list.
fn each(
    name: &str,
    node: Option<Node<'_>>,
    shadow: Option<Node<'_>>,
    depth: usize,
    items: &mut Vec<Item>,
) {
    let values = node.map(Node::entries).unwrap_or_default();
    let shadows = shadow.map(Node::entries).unwrap_or_default();
    let many = values.len().max(shadows.len());
    if many == 0 {
        items.push(Item::new(name).absent("Sent empty".to_owned()));
    }
    for at in 0..many {
        let value = values.get(at).copied().flatten();
        let beside = shadows.get(at).copied().flatten().and_then(Node::object);
        items.push(element(name, value, beside.as_ref(), depth));
    }
}

/// One value.
fn element(name: &str, value: Option<Node<'_>>, shadow: Option<&Object<'_>>, depth: usize) -> Item {
    let mut item = Item::new(name);
    match value {
        Some(node) if depth >= DEEPEST => item.value = Some(shortened(node.raw())),
        Some(node) => match node.object() {
            Some(object) => {
                datatypes::read(name, node, &object, depth, &mut item);
                absence(&object, &mut item);
            }
            // A list in a list is no FHIR, and is shown as it came.
            None if node.raw().starts_with(['[', '{']) => item.value = Some(shortened(node.raw())),
            None => primitive(name, node, &mut item),
        },
        None => {}
    }
    if let Some(shadow) = shadow {
        item.items.extend(members(shadow, &[], depth + 1));
        absence(shadow, &mut item);
    }
    if item.value.is_none() && item.items.is_empty() && item.fine.is_empty() {
        return item.absent("Sent empty".to_owned());
    }
    item
}

/// Why there is no value, where the element says so.
fn absence(object: &Object<'_>, item: &mut Item) {
    let Some(code) = absent_reason(object) else {
        return;
    };
    item.items
        .retain(|one| !extensions::is_absent_reason(&one.name));
    let words = absent_in_words(&code);
    if item.value.is_none() {
        item.kind = Kind::Absent;
        item.value = Some(words);
    } else {
        // A value and a reason why there is none: both are said.
        item.fine.push(words);
    }
}

fn primitive(name: &str, node: Node<'_>, item: &mut Item) {
    if let Some(yes) = node.truth() {
        item.value = Some(if yes { "Yes" } else { "No" }.to_owned());
    } else if let Some(number) = node.number() {
        item.value = Some(number.to_owned());
    } else if let Some(text) = node.text() {
        if labels::is_date(name) && date::parse(&text).is_some() {
            item.kind = Kind::Date;
        }
        item.value = Some(shortened(&text));
    }
}

/// Words whole; content by its size, for it is in the JSON.
fn shortened(text: &str) -> String {
    let is_content = |head: &str| head.bytes().all(|byte| byte.is_ascii_graphic());
    if text.len() <= CONTENT || !text.get(..CONTENT).is_some_and(is_content) {
        return text.to_owned();
    }
    format!("{} letters of content; see the JSON", text.chars().count())
}

/// An extension under its known name, else under its URL.
fn extension(node: Node<'_>, modifier: bool, depth: usize) -> Item {
    let Some(object) = node.object() else {
        return element(
            if modifier {
                "modifierExtension"
            } else {
                "extension"
            },
            Some(node),
            None,
            depth,
        );
    };
    let url = object.text("url");
    let mut value = object
        .members()
        .filter(|(name, _)| name.starts_with("value"));
    let mut item = match (value.next(), value.next(), depth < DEEPEST) {
        (Some((name, node)), None, true) => {
            let shadow = object.object(&format!("_{name}"));
            let mut item = element(name, Some(node), shadow.as_ref(), depth + 1);
            let shadow = format!("_{name}");
            item.items
                .extend(members(&object, &["url", name, &shadow], depth + 1));
            item
        }
        _ if depth >= DEEPEST => element("extension", Some(node), None, depth),
        _ => {
            let mut item = Item::new("extension");
            item.items = members(&object, &["url"], depth + 1);
            item
        }
    };
    item.modifier = modifier;
    match &url {
        Some(url) => extensions::name(url, &mut item),
        None => "Extension without a name".clone_into(&mut item.label),
    }
    if item.value.is_none() && item.items.is_empty() {
        return item.absent("Sent empty".to_owned());
    }
    item
}

/// A resource inside the resource.
fn contained(node: Node<'_>, depth: usize) -> Item {
    let Some(object) = node.object().filter(|_| depth < DEEPEST) else {
        return element("contained", Some(node), None, depth);
    };
    let mut item = Item::new("contained");
    if let Some(kind) = object.text("resourceType") {
        item.label = format!("Contained {kind}");
        item.fine.push(kind);
    }
    item.value = super::generic::Generic::read(node.raw().as_bytes())
        .ok()
        .and_then(|found| found.title);
    item.items = members(&object, &["resourceType"], depth + 1);
    item.items.sort_by_key(|item| labels::place(&item.name));
    if item.value.is_none() && item.items.is_empty() && item.fine.is_empty() {
        return item.absent("Sent empty".to_owned());
    }
    item
}
