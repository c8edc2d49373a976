//! Pages of PDFs taken apart and together: some of them, turned, in another order, of one document or several. Owns
//! what goes with a page and what must not: nothing of a page that was left out stays in the file, because a page that
//! was left out may be somebody else's. Refuses a document it could not take apart whole.

use std::collections::{BTreeSet, HashMap};

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};
use serde::{Deserialize, Serialize};

use crate::Refusal;

/// One page of the document to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Which of the documents it is from, from 0.
    pub source: usize,
    /// Its page there, from 1.
    pub page: u32,
    /// Turned clockwise by so many degrees beside how it stood: 0, 90, 180, 270.
    pub turned: u16,
}

/// What pages inherit from the nodes above them.
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
/// What leads from a page to other pages, to a form or to the structure of the whole.
const LEADS_AWAY: [&[u8]; 8] = [
    b"Parent",
    b"B",
    b"StructParents",
    b"Metadata",
    b"AA",
    b"PieceInfo",
    b"Thumb",
    b"Tabs",
];
/// The same of an annotation.
const NOTE_LEADS_AWAY: [&[u8]; 9] = [
    b"P",
    b"Parent",
    b"Popup",
    b"IRT",
    b"A",
    b"AA",
    b"Dest",
    b"StructParent",
    b"Kids",
];
/// As deep as references are followed.
const DEEPEST: usize = 200;

/// Makes one document of pages of others.
pub fn arranged(sources: &[&[u8]], pages: &[Taken]) -> Result<Vec<u8>, Refusal> {
    if pages.is_empty() {
        return Err(Refusal::Empty);
    }
    let mut made = Document::with_version("1.7");
    let top = made.new_object_id();
    let mut taken: Vec<Option<ObjectId>> = vec![None; pages.len()];
    let mut layers = Layers::default();
    for (number, bytes) in sources.iter().enumerate() {
        let mut source = Document::load_mem(bytes).map_err(|_| Refusal::Damaged)?;
        if source.is_encrypted() || source.was_encrypted() {
            return Err(Refusal::Password);
        }
        settle(&mut source);
        source.renumber_objects_with(made.max_id + 1);
        layers.of(&source);
        let there = source.get_pages();
        let mut leaves = Vec::new();
        for (place, wanted) in pages
            .iter()
            .enumerate()
            .filter(|(_, one)| one.source == number)
        {
            let id = there.get(&wanted.page).ok_or(Refusal::Damaged)?;
            leaves.push((place, leaf(&source, *id, wanted.turned, top)?));
        }
        // The pages themselves go again, each by itself; whatever still leads to one of the old ones leads nowhere.
        let gone: BTreeSet<ObjectId> = there.values().copied().collect();
        made.max_id = made.max_id.max(source.max_id);
        for (id, object) in source.objects {
            if !gone.contains(&id) && !is_frame(&object) {
                made.objects.insert(id, object);
            }
        }
        for (place, (page, notes)) in leaves {
            let id = made.add_object(page);
            let notes: Vec<Object> = notes
                .into_iter()
                .map(|mut note| {
                    note.set("P", id);
                    Object::Reference(made.add_object(note))
                })
                .collect();
            if !notes.is_empty()
                && let Ok(page) = made.get_dictionary_mut(id)
            {
                page.set("Annots", notes);
            }
            if let Some(slot) = taken.get_mut(place) {
                *slot = Some(id);
            }
        }
    }
    let kids: Option<Vec<Object>> = taken
        .into_iter()
        .map(|id| id.map(Object::Reference))
        .collect();
    let kids = kids.ok_or(Refusal::Damaged)?;
    let count = i64::try_from(kids.len()).map_err(|_| Refusal::TooLarge)?;
    let tree = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    made.objects.insert(top, Object::Dictionary(tree));
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => top };
    if let Some(layers) = layers.told() {
        catalog.set("OCProperties", layers);
    }
    let catalog = made.add_object(catalog);
    made.trailer.set("Root", catalog);
    made.prune_objects();
    let mut bytes = Vec::new();
    made.save_to(&mut bytes).map_err(|_| Refusal::Unreadable)?;
    Ok(bytes)
}

/// Stands for what is in the file and could not be read.
const UNREAD: &[u8] = b"wardbook-could-not-read-this";

/// A reference to nothing is null: numbers are given anew, and it must not come to mean something. What the file has
/// and could not be read is not nothing.
fn settle(source: &mut Document) {
    let mut unread = Vec::new();
    for (number, entry) in &source.reference_table.entries {
        let id = match entry {
            XrefEntry::Normal { generation, .. } => (*number, *generation),
            XrefEntry::Compressed { .. } => (*number, 0),
            _ => continue,
        };
        if !source.objects.contains_key(&id) {
            unread.push(id);
        }
    }
    for id in unread {
        source.objects.insert(id, Object::Name(UNREAD.to_vec()));
    }
    let known: BTreeSet<ObjectId> = source.objects.keys().copied().collect();
    for object in source.objects.values_mut() {
        forget(object, &known);
    }
}

fn forget(object: &mut Object, known: &BTreeSet<ObjectId>) {
    match object {
        Object::Reference(id) if !known.contains(id) => *object = Object::Null,
        Object::Array(list) => list.iter_mut().for_each(|one| forget(one, known)),
        Object::Dictionary(dictionary) => {
            dictionary
                .iter_mut()
                .for_each(|(_, one)| forget(one, known));
        }
        Object::Stream(stream) => stream
            .dict
            .iter_mut()
            .for_each(|(_, one)| forget(one, known)),
        _ => {}
    }
}

/// A node of the old frame around pages: none of it goes along.
fn is_frame(object: &Object) -> bool {
    let Object::Dictionary(dictionary) = object else {
        return false;
    };
    ["Catalog", "Pages", "Page", "Outlines", "StructTreeRoot"]
        .iter()
        .any(|kind| dictionary.has_type(kind.as_bytes()))
}

/// A page as it stands by itself, and its notes.
fn leaf(
    source: &Document,
    id: ObjectId,
    turned: u16,
    top: ObjectId,
) -> Result<(Dictionary, Vec<Dictionary>), Refusal> {
    let mut page = source
        .get_dictionary(id)
        .map_err(|_| Refusal::Damaged)?
        .clone();
    for name in INHERITED {
        if !page.has(name)
            && let Some(value) = above(source, &page, name)
        {
            page.set(name.to_vec(), value);
        }
    }
    let notes = notes(source, &page)?;
    for name in LEADS_AWAY {
        page.remove(name);
    }
    page.remove(b"Annots");
    if !page.has(b"MediaBox") {
        return Err(Refusal::Damaged);
    }
    narrow(source, &mut page)?;
    let stood = page
        .get_deref(b"Rotate", source)
        .and_then(Object::as_i64)
        .unwrap_or(0);
    page.set("Rotate", (stood + i64::from(turned)).rem_euclid(360));
    page.set("Type", "Page");
    page.set("Parent", top);
    for (_, object) in &page {
        whole(source, object, &mut BTreeSet::from([top]), 0)?;
    }
    Ok((page, notes))
}

/// What a node above the page says for all below it.
fn above(source: &Document, page: &Dictionary, name: &[u8]) -> Option<Object> {
    let mut at = page.get(b"Parent").and_then(Object::as_reference).ok()?;
    for _ in 0..DEEPEST {
        let node = source.get_dictionary(at).ok()?;
        if let Ok(value) = node.get(name) {
            return Some(value.clone());
        }
        at = node.get(b"Parent").and_then(Object::as_reference).ok()?;
    }
    None
}

/// Notes on the page, without what leads to others. Links go: what they lead to may not be here.
fn notes(source: &Document, page: &Dictionary) -> Result<Vec<Dictionary>, Refusal> {
    let Ok(list) = page.get_deref(b"Annots", source).and_then(Object::as_array) else {
        return Ok(Vec::new());
    };
    let mut notes = Vec::new();
    for one in list {
        let (_, object) = source.dereference(one).map_err(|_| Refusal::Damaged)?;
        let Ok(note) = object.as_dict() else {
            continue;
        };
        let kind = note
            .get_deref(b"Subtype", source)
            .and_then(Object::as_name)
            .unwrap_or_default();
        if matches!(kind, b"Link" | b"Popup") {
            continue;
        }
        // What is filled in is drawn by the form, which does not go along.
        if kind == b"Widget" && !note.has(b"AP") {
            return Err(Refusal::Unreadable);
        }
        let mut note = note.clone();
        for name in NOTE_LEADS_AWAY {
            note.remove(name);
        }
        for (_, object) in &note {
            whole(source, object, &mut BTreeSet::new(), 0)?;
        }
        notes.push(note);
    }
    Ok(notes)
}

/// Pages often share one list of pictures: only those that this page draws go with it.
fn narrow(source: &Document, page: &mut Dictionary) -> Result<(), Refusal> {
    let Ok(resources) = page
        .get_deref(b"Resources", source)
        .and_then(Object::as_dict)
    else {
        return Ok(());
    };
    let mut resources = resources.clone();
    let Ok(pictures) = resources
        .get_deref(b"XObject", source)
        .and_then(Object::as_dict)
    else {
        return Ok(());
    };
    let drawn = drawn(source, page)?;
    let mut kept = Dictionary::new();
    for (name, object) in pictures {
        let mut mark = vec![b'/'];
        mark.extend_from_slice(name);
        // A name may be written with escapes: then it is not known which is drawn.
        if drawn.contains(&b'#') || memchr::memmem::find(&drawn, &mark).is_some() {
            kept.set(name.clone(), object.clone());
        }
    }
    resources.set("XObject", kept);
    page.set("Resources", resources);
    Ok(())
}

/// The page's drawing, unpacked.
fn drawn(source: &Document, page: &Dictionary) -> Result<Vec<u8>, Refusal> {
    let mut all = Vec::new();
    let Ok(contents) = page.get(b"Contents") else {
        return Ok(all);
    };
    let (_, contents) = source.dereference(contents).map_err(|_| Refusal::Damaged)?;
    let streams = match contents {
        Object::Array(list) => list.iter().collect(),
        one => vec![one],
    };
    for one in streams {
        let (_, object) = source.dereference(one).map_err(|_| Refusal::Damaged)?;
        if object.is_null() {
            continue;
        }
        let stream = object.as_stream().map_err(|_| Refusal::Damaged)?;
        let plain = stream
            .get_plain_content()
            .map_err(|_| Refusal::Unreadable)?;
        all.extend_from_slice(&plain);
        all.push(b'\n');
    }
    Ok(all)
}

/// Refuses where something the page needs is in the file and could not be read.
fn whole(
    source: &Document,
    object: &Object,
    seen: &mut BTreeSet<ObjectId>,
    depth: usize,
) -> Result<(), Refusal> {
    if depth > DEEPEST {
        return Err(Refusal::Unreadable);
    }
    match object {
        Object::Name(name) if name == UNREAD => Err(Refusal::Damaged),
        Object::Reference(id) if seen.insert(*id) => match source.objects.get(id) {
            Some(object) if is_frame(object) => Ok(()),
            Some(object) => whole(source, object, seen, depth + 1),
            None => Err(Refusal::Damaged),
        },
        Object::Array(list) => list
            .iter()
            .try_for_each(|one| whole(source, one, seen, depth + 1)),
        Object::Dictionary(dictionary) => dictionary
            .iter()
            .filter(|(name, _)| name.as_slice() != b"Parent")
            .try_for_each(|(_, one)| whole(source, one, seen, depth + 1)),
        Object::Stream(stream) => stream
            .dict
            .iter()
            .try_for_each(|(_, one)| whole(source, one, seen, depth + 1)),
        _ => Ok(()),
    }
}

/// Layers of all documents: one that is hidden stays hidden.
#[derive(Default)]
struct Layers(HashMap<&'static str, Vec<Object>>);

impl Layers {
    fn of(&mut self, source: &Document) {
        let Ok(catalog) = source.catalog() else {
            return;
        };
        let Ok(known) = catalog
            .get_deref(b"OCProperties", source)
            .and_then(Object::as_dict)
        else {
            return;
        };
        let mut add = |name: &'static str, from: &Dictionary| {
            if let Ok(list) = from
                .get_deref(name.as_bytes(), source)
                .and_then(Object::as_array)
            {
                self.0.entry(name).or_default().extend(list.iter().cloned());
            }
        };
        add("OCGs", known);
        if let Ok(usual) = known.get_deref(b"D", source).and_then(Object::as_dict) {
            add("OFF", usual);
        }
    }

    fn told(mut self) -> Option<Dictionary> {
        let all = self.0.remove("OCGs")?;
        let off = self.0.remove("OFF").unwrap_or_default();
        Some(dictionary! { "OCGs" => all, "D" => dictionary! { "OFF" => off } })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use lopdf::{Stream, content::Content, content::Operation};

    /// Pages with a word each, all with the one list of fonts and pictures on the node above.
    fn letter(words: &[&str]) -> Vec<u8> {
        let mut made = Document::with_version("1.5");
        let top = made.new_object_id();
        let font = made.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier",
        });
        let mut pictures = Dictionary::new();
        let mut kids: Vec<Object> = Vec::new();
        for (n, word) in words.iter().enumerate() {
            let picture = dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
                "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
            };
            let scan = format!("SCAN-OF-{word}");
            let picture = made.add_object(Stream::new(picture, scan.into_bytes()));
            pictures.set(format!("Im{n}"), picture);
            let content = Content {
                operations: vec![
                    Operation::new("Do", vec![format!("Im{n}").as_str().into()]),
                    Operation::new("BT", vec![]),
                    Operation::new("Tf", vec!["F1".into(), 24.into()]),
                    Operation::new("Td", vec![72.into(), 600.into()]),
                    Operation::new("Tj", vec![Object::string_literal(*word)]),
                    Operation::new("ET", vec![]),
                ],
            };
            let content =
                made.add_object(Stream::new(Dictionary::new(), content.encode().unwrap()));
            let page = dictionary! { "Type" => "Page", "Parent" => top, "Contents" => content };
            kids.push(made.add_object(page).into());
        }
        let count = i64::try_from(kids.len()).unwrap();
        let resources = dictionary! {
            "Font" => dictionary! { "F1" => font }, "XObject" => pictures,
        };
        let tree = dictionary! {
            "Type" => "Pages", "Kids" => kids, "Count" => count, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()], "Rotate" => 90,
        };
        made.objects.insert(top, tree.into());
        let catalog = made.add_object(dictionary! { "Type" => "Catalog", "Pages" => top });
        made.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        made.save_to(&mut bytes).unwrap();
        bytes
    }

    fn page(source: usize, page: u32, turned: u16) -> Taken {
        Taken {
            source,
            page,
            turned,
        }
    }

    fn words(bytes: &[u8]) -> Vec<String> {
        let read = crate::here(bytes).unwrap();
        let texts = read
            .passages
            .iter()
            .map(|passage| passage.text.trim().to_owned());
        texts.collect()
    }

    #[test]
    fn pages_of_two_letters_make_one_in_the_order_that_was_asked() {
        let (one, other) = (letter(&["Ingrid", "Chidi"]), letter(&["Amara"]));
        let made = arranged(
            &[&one, &other],
            &[page(1, 1, 0), page(0, 2, 0), page(0, 1, 0)],
        );
        assert_eq!(words(&made.unwrap()), ["Amara", "Chidi", "Ingrid"]);
    }

    #[test]
    fn nothing_of_a_page_that_was_left_out_stays() {
        let both = letter(&["Ingrid", "Chidi"]);
        let made = arranged(&[&both], &[page(0, 1, 0)]).unwrap();
        assert_eq!(words(&made), ["Ingrid"]);
        let has = |what: &str| memchr::memmem::find(&made, what.as_bytes()).is_some();
        assert!(has("SCAN-OF-Ingrid") && !has("SCAN-OF-Chidi") && !has("Chidi"));
    }

    #[test]
    fn a_page_is_turned_from_how_it_stood() {
        let both = letter(&["Ingrid", "Chidi"]);
        let made = arranged(&[&both], &[page(0, 1, 0), page(0, 2, 270)]).unwrap();
        let read = Document::load_mem(&made).unwrap();
        let pages = read.get_pages();
        let stands = pages.values().map(|id| {
            let page = read.get_dictionary(*id).unwrap();
            page.get(b"Rotate").and_then(Object::as_i64).unwrap()
        });
        assert_eq!(stands.collect::<Vec<_>>(), [90, 0]);
    }

    #[test]
    fn a_page_there_is_not_and_no_page_at_all_are_refused() {
        let both = letter(&["Ingrid", "Chidi"]);
        assert_eq!(arranged(&[&both], &[page(0, 3, 0)]), Err(Refusal::Damaged));
        assert_eq!(arranged(&[&both], &[]), Err(Refusal::Empty));
        assert_eq!(
            arranged(&[b"%PDF-1.4 broken"], &[page(0, 1, 0)]),
            Err(Refusal::Damaged)
        );
    }
}
