//! Coverage, Claim and ExplanationOfBenefit.

use super::codeable::{Coded, Reference};
use super::period::Period;
use super::said;
use super::standing::Standing;
use crate::json::{Object, ReadError};

/// An insurance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Who pays.
    pub payers: Vec<Reference>,
    /// Type in words.
    pub kind: Option<String>,
    /// Status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// The member's number.
    pub member: Option<String>,
    /// The subscriber's number.
    pub subscriber: Option<String>,
    /// The patient is the subscriber's self, child, spouse…
    pub relationship: Option<String>,
    /// Group, plan and the like: "Group: Trust 0117".
    pub classes: Vec<String>,
    /// FHIR date.
    pub start: Option<String>,
    /// FHIR date.
    pub end: Option<String>,
}

impl Coverage {
    /// Read a Coverage.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let status = object.text("status");
        let period = Period::one(&object, "period").unwrap_or_default();
        let mut payers = Reference::all(&object, "payor");
        payers.extend(Reference::one(&object, "insurer"));
        let is_member =
            |one: &&Object<'_>| Coded::one(one, "type").is_some_and(|kind| kind.has("MB"));
        let identifiers = object.objects("identifier");
        Ok(Self {
            payers,
            kind: said(&object, "type"),
            standing: Standing::of(status.as_deref()),
            status,
            member: identifiers
                .iter()
                .find(is_member)
                .and_then(|one| one.text("value")),
            subscriber: object.text("subscriberId"),
            relationship: said(&object, "relationship"),
            classes: object.objects("class").iter().filter_map(class).collect(),
            start: period.start,
            end: period.end,
        })
    }
}

fn class(one: &Object<'_>) -> Option<String> {
    let parts: Vec<String> = [one.text("name"), one.text("value")]
        .into_iter()
        .flatten()
        .collect();
    let kind = said(one, "type").unwrap_or_else(|| "Class".to_owned());
    (!parts.is_empty()).then(|| format!("{kind}: {}", parts.join(" ")))
}

/// A claim, or what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What was claimed for, in words: its type and items.
    pub name: Option<String>,
    /// Items in words.
    pub items: Vec<String>,
    /// Use as sent (claim, preauthorization, predetermination).
    pub usage: Option<String>,
    /// Status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// Outcome as sent.
    pub outcome: Option<String>,
    /// FHIR date.
    pub date: Option<String>,
    /// Who claims.
    pub provider: Option<Reference>,
    /// Who pays.
    pub insurer: Option<Reference>,
    /// Total, with its currency.
    pub total: Option<String>,
    /// What was paid, with its currency.
    pub paid: Option<String>,
}

impl Claim {
    /// Read a Claim or an ExplanationOfBenefit.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let status = object.text("status");
        let items = object.objects("item");
        let period = Period::one(&object, "billablePeriod").unwrap_or_default();
        let words =
            |one: &Object<'_>| said(one, "productOrService").or_else(|| said(one, "service"));
        let whole = || {
            let totals = object.objects("total");
            // Several totals are of several kinds; the submitted one is the claim's.
            let submitted = totals.iter().find(|one| {
                Coded::one(one, "category").is_some_and(|category| category.has("submitted"))
            });
            money(&submitted.or(totals.first())?.object("amount")?)
        };
        Ok(Self {
            name: said(&object, "type"),
            items: items.iter().filter_map(words).collect(),
            usage: object.text("use"),
            standing: Standing::of(status.as_deref()),
            status,
            outcome: object.text("outcome"),
            date: period.start.or_else(|| object.text("created")),
            provider: Reference::one(&object, "provider"),
            insurer: Reference::one(&object, "insurer"),
            total: object
                .object("total")
                .and_then(|one| money(&one))
                .or_else(whole),
            paid: object
                .object("payment")
                .and_then(|payment| money(&payment.object("amount")?)),
        })
    }
}

fn money(amount: &Object<'_>) -> Option<String> {
    let value = amount.get("value")?.number()?.to_owned();
    Some(match amount.text("currency") {
        Some(currency) => format!("{value} {currency}"),
        None => value,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_card_says_its_numbers() {
        let card = Coverage::read(
            br#"{"status":"active","payor":[{"display":"Trust Health"}],"subscriberId":"S-1","identifier":[{"type":{"coding":[{"code":"MB"}]},"value":"M-7"}],
            "class":[{"type":{"coding":[{"code":"group","display":"Group"}]},"value":"0117","name":"Trust"}]}"#,
        )
        .unwrap();
        assert_eq!(
            (card.member.as_deref(), card.subscriber.as_deref()),
            (Some("M-7"), Some("S-1"))
        );
        assert_eq!(card.classes, ["Group: Trust 0117"]);
    }

    #[test]
    fn money_stays_as_sent() {
        let claim = Claim::read(
            br#"{"status":"active","type":{"text":"Pharmacy"},"total":{"value":129.10,"currency":"USD"},"item":[{"productOrService":{"text":"Furosemide"}}]}"#,
        )
        .unwrap();
        assert_eq!(
            (claim.total.as_deref(), claim.items.len()),
            (Some("129.10 USD"), 1)
        );
        let answer = Claim::read(
            br#"{"status":"active","outcome":"complete","total":[{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":80.00,"currency":"USD"}},{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":100.00,"currency":"USD"}}],"payment":{"amount":{"value":80.00,"currency":"USD"}}}"#,
        )
        .unwrap();
        assert_eq!(
            (answer.total.as_deref(), answer.paid.as_deref()),
            (Some("100.00 USD"), Some("80.00 USD"))
        );
    }
}
