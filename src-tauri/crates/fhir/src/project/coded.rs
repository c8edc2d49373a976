//! Codes and numbers as columns.

use crate::json::{Node, Object};

/// A coding as sent; any part may be empty. Text without a code has only a display.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Code {
    /// Code system URI.
    pub system: String,
    /// Code.
    pub code: String,
    /// Display, else the concept's text.
    pub display: String,
}

/// Codings of a CodeableConcept, a Coding, a bare code, or a list of any of them.
pub(super) fn codes(node: Node<'_>) -> Vec<Code> {
    let mut found = Vec::with_capacity(1);
    for each in node.list() {
        match each.object() {
            Some(object) => concept(&object, &mut found),
            None => {
                if let Some(code) = each.text() {
                    found.push(Code {
                        code,
                        ..Code::default()
                    });
                }
            }
        }
    }
    found
}

fn concept(object: &Object<'_>, found: &mut Vec<Code>) {
    // R5's CodeableReference holds its concept one level down.
    if let Some(inner) = object.object("concept") {
        return concept(&inner, found);
    }
    let text = object.text("text");
    let codings = object.objects("coding");
    if codings.is_empty() {
        let own = coding(object, text);
        if own != Code::default() {
            found.push(own);
        }
        return;
    }
    for one in codings {
        found.push(coding(&one, text.clone()));
    }
}

fn coding(object: &Object<'_>, text: Option<String>) -> Code {
    Code {
        system: object.text("system").unwrap_or_default(),
        code: object.text("code").unwrap_or_default(),
        display: object.text("display").or(text).unwrap_or_default(),
    }
}

/// Value and unit of a Quantity that has a finite value.
pub(super) fn number(quantity: &Object<'_>) -> Option<(f64, Option<String>)> {
    let value: f64 = quantity.get("value")?.number()?.parse().ok()?;
    let unit = quantity.text("unit").or_else(|| quantity.text("code"));
    value.is_finite().then_some((value, unit))
}

/// A code, or the first code of a concept.
pub(super) fn first_text(node: Node<'_>) -> Option<String> {
    node.text().or_else(|| {
        let first = codes(node).into_iter().next()?;
        Some(if first.code.is_empty() {
            first.display
        } else {
            first.code
        })
    })
}
