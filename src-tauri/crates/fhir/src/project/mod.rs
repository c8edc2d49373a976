//! The columns of a resource: what lists, charts and indexes need without reading the body again.
//!
//! One pass over the top level with borrowed values; only the members a column needs are looked into.
//! Nothing here fails on an element it does not understand: it leaves the column empty, and the body
//! keeps what was sent.

mod coded;
mod pick;

pub use coded::Code;

use crate::json::{Node, Object, ReadError, letters};
use crate::read::date::{self, Point};
use crate::section::{is_shared, section};
use crate::text::{self, Scan};
use coded::{codes, first_text, number};
use pick::{Picked, pick};

/// Why a body is no resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProjectError {
    /// Not a JSON object.
    #[error("not a JSON object")]
    NotAnObject,
    /// No `resourceType`, or one that is no name.
    #[error("no resource type")]
    NoType,
    /// No `id`, or one that is no id.
    #[error("no id")]
    NoId,
}

impl ProjectError {
    /// A short, stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAnObject => "not-json",
            Self::NoType => "no-type",
            Self::NoId => "no-id",
        }
    }
}

impl From<ReadError> for ProjectError {
    fn from(_: ReadError) -> Self {
        Self::NotAnObject
    }
}

/// Whose resource it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// Shared by all charts.
    Nobody,
    /// The resource does not say; whoever asked for it knows.
    NotSaid,
    /// A patient, by logical id (of a `urn:uuid:` reference: the UUID).
    Patient(String),
}

/// The columns.
#[derive(Debug, Clone)]
pub struct Projection {
    /// Resource type.
    pub resource_type: String,
    /// Logical id.
    pub id: String,
    /// `meta.versionId`.
    pub version: Option<String>,
    /// `meta.lastUpdated`.
    pub last_updated: Option<i64>,
    /// Whose it is.
    pub owner: Owner,
    /// Chart section.
    pub section: &'static str,
    /// Clinical date.
    pub date: Option<Point>,
    /// Codings of its code, the first one first.
    pub codes: Vec<Code>,
    /// Codings of its categories.
    pub categories: Vec<Code>,
    /// Status.
    pub status: Option<String>,
    /// Its value, where it is a number, and the unit.
    pub quantity: Option<(f64, Option<String>)>,
    /// Components that are numbers.
    pub components: Vec<(Code, f64, Option<String>)>,
}

/// Reads the columns of a resource.
pub fn project(body: &[u8]) -> Result<Projection, ProjectError> {
    project_as(body, None)
}

/// Reads the columns of a resource that goes by `id` where it says none itself.
pub fn project_as(body: &[u8], id: Option<&str>) -> Result<Projection, ProjectError> {
    columns(&Object::parse(body)?, id)
}

/// Reads the columns of a resource, and collects its words and references, in one pass.
pub fn project_and_scan(
    body: &[u8],
    id: Option<&str>,
    scan: &mut Scan,
) -> Result<Projection, ProjectError> {
    scan.clear();
    if let Some(object) = text::scan_picking(letters(body)?, scan, pick::wanted) {
        return columns(&object, id);
    }
    // Either no JSON at all, or so deep that only what is asked for can be looked into.
    scan.clear();
    let columns = project_as(body, id)?;
    text::scan(body, scan);
    Ok(columns)
}

fn columns(object: &Object<'_>, id: Option<&str>) -> Result<Projection, ProjectError> {
    let picked = pick(object);
    let resource_type = picked
        .resource_type
        .and_then(Node::text)
        .filter(|t| {
            t.len() <= 64
                && t.starts_with(|c: char| c.is_ascii_uppercase())
                && t.bytes().all(|b| b.is_ascii_alphanumeric())
        })
        .ok_or(ProjectError::NoType)?;
    let id = picked
        .id
        .and_then(Node::text)
        .or_else(|| id.map(str::to_owned))
        .filter(|id| id.len() <= 512)
        .ok_or(ProjectError::NoId)?;
    let meta = picked.meta.and_then(Node::object);
    let codes_of = |node: Option<Node<'_>>| node.map(codes).unwrap_or_default();
    let categories = codes_of(picked.category);
    Ok(Projection {
        version: meta.as_ref().and_then(|m| m.text("versionId")),
        last_updated: meta
            .as_ref()
            .and_then(|m| m.text("lastUpdated"))
            .and_then(|t| date::parse(&t))
            .map(|p| p.start),
        owner: owner(&resource_type, &id, &picked),
        section: section(&resource_type, categories.iter().map(|c| c.code.as_str())),
        date: picked.date().and_then(|t| date::parse(&t)),
        codes: codes_of(picked.code.map(|(_, node)| node)),
        categories,
        status: picked.status.and_then(|(_, node)| first_text(node)),
        quantity: picked
            .quantity
            .and_then(Node::object)
            .and_then(|q| number(&q)),
        components: components(picked.components),
        resource_type,
        id,
    })
}

fn components(list: Option<Node<'_>>) -> Vec<(Code, f64, Option<String>)> {
    let each = |node: Node<'_>| {
        let component = node.object()?;
        let (value, unit) = number(&component.object("valueQuantity")?)?;
        let code = codes(component.get("code")?).into_iter().next()?;
        Some((code, value, unit))
    };
    list.map(Node::list)
        .unwrap_or_default()
        .into_iter()
        .filter_map(each)
        .collect()
}

fn owner(resource_type: &str, id: &str, picked: &Picked<'_>) -> Owner {
    if resource_type == "Patient" {
        return Owner::Patient(id.to_owned());
    }
    if is_shared(resource_type) {
        return Owner::Nobody;
    }
    let named = picked
        .patient
        .map(|(_, node)| node)
        .map(Node::list)
        .unwrap_or_default();
    let actors = picked.participants.map(Node::list).unwrap_or_default();
    let of_actor = |node: Node<'_>| {
        node.object()
            .and_then(|p| p.object("actor"))
            .as_ref()
            .and_then(patient_of)
    };
    named
        .into_iter()
        .find_map(|node| node.object().as_ref().and_then(patient_of))
        .or_else(|| actors.into_iter().find_map(of_actor))
        .map_or(Owner::NotSaid, Owner::Patient)
}

/// The logical id in a reference to a patient, relative, absolute or by `urn:uuid:`.
fn patient_of(reference: &Object<'_>) -> Option<String> {
    let text = reference.text("reference")?;
    if let Some(uuid) = text.strip_prefix("urn:uuid:") {
        let of_patient = reference.text("type").is_none_or(|t| t == "Patient");
        return of_patient.then(|| uuid.to_owned());
    }
    let text = text.split("/_history/").next().unwrap_or_default();
    let (before, id) = text.rsplit_once('/')?;
    let kind = before.rsplit('/').next().unwrap_or_default();
    (kind == "Patient" && !id.is_empty()).then(|| id.to_owned())
}

#[cfg(test)]
mod tests;
