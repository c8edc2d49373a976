//! CarePlan, Goal and CareTeam.

use super::codeable::{Coded, Reference};
use super::period::{Period, when};
use super::quantity::{self, Quantity};
use super::standing::Standing;
use super::{joined, notes, said};
use crate::json::{Object, ReadError};

/// A plan of care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarePlan {
    /// Title, or its categories.
    pub title: Option<String>,
    /// Categories in words.
    pub category: Option<String>,
    /// Status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// Plan, order, proposal… as sent.
    pub intent: Option<String>,
    /// FHIR date.
    pub start: Option<String>,
    /// FHIR date.
    pub end: Option<String>,
    /// What it is about.
    pub addresses: Vec<Reference>,
    /// What is to be done, in words.
    pub activities: Vec<String>,
    /// Description, or the narrative.
    pub description: Option<String>,
}

impl CarePlan {
    /// Read a CarePlan.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let category = said(&object, "category");
        let status = object.text("status");
        let period = Period::one(&object, "period").unwrap_or_default();
        let mut activities = Vec::new();
        for activity in object.objects("activity") {
            let detail = activity.object("detail");
            let words = detail.and_then(|detail| {
                Coded::one(&detail, "code")
                    .and_then(|coded| coded.words())
                    .or_else(|| detail.text("description"))
            });
            let reference = || Reference::one(&activity, "reference")?.display;
            activities.extend(words.or_else(reference));
        }
        Ok(Self {
            title: object.text("title").or_else(|| category.clone()),
            category,
            standing: Standing::of(status.as_deref()),
            status,
            intent: object.text("intent"),
            start: period.start,
            end: period.end,
            addresses: Reference::all(&object, "addresses"),
            activities,
            description: object
                .text("description")
                .or_else(|| super::narrative::of_resource(&object)),
        })
    }
}

/// A goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// What is to be reached.
    pub description: Option<String>,
    /// Lifecycle status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// Achievement in words.
    pub achievement: Option<String>,
    /// FHIR date or words.
    pub start: Option<String>,
    /// Targets in words.
    pub targets: Vec<String>,
    /// When the targets are due: FHIR date or words.
    pub due: Option<String>,
    /// Priority in words.
    pub priority: Option<String>,
    /// What it is about.
    pub addresses: Vec<Reference>,
    /// Notes.
    pub notes: Vec<String>,
}

impl Goal {
    /// Read a Goal.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        // Before R4 the status was of the goal itself.
        let status = object
            .text("lifecycleStatus")
            .or_else(|| object.text("status"));
        let targets = object.objects("target");
        let start = Coded::one(&object, "startCodeableConcept").and_then(|coded| coded.words());
        Ok(Self {
            description: said(&object, "description"),
            standing: Standing::of(status.as_deref()),
            status,
            achievement: said(&object, "achievementStatus"),
            start: when(&object, "start").or(start),
            due: targets.iter().find_map(|target| due(target)),
            targets: targets.iter().filter_map(target).collect(),
            priority: said(&object, "priority"),
            addresses: Reference::all(&object, "addresses"),
            notes: notes(&object),
        })
    }
}

fn due(target: &Object<'_>) -> Option<String> {
    let span = target.get("dueDuration").and_then(Quantity::read);
    when(target, "due").or_else(|| Some(format!("within {}", span?.words()?)))
}

/// "Body weight: 78–80 kg".
fn target(target: &Object<'_>) -> Option<String> {
    let detail = Quantity::one(target, "detailQuantity")
        .and_then(|quantity| quantity.words())
        .or_else(|| quantity::range(target.get("detailRange")?))
        .or_else(|| quantity::ratio(target.get("detailRatio")?))
        .or_else(|| Coded::one(target, "detailCodeableConcept")?.words())
        .or_else(|| target.text("detailString"))
        .or_else(|| target.get("detailInteger")?.number().map(str::to_owned))
        .or_else(|| {
            let yes = target.truth("detailBoolean")?;
            Some(if yes { "yes" } else { "no" }.to_owned())
        });
    match (said(target, "measure"), detail) {
        (Some(measure), Some(detail)) => Some(format!("{measure}: {detail}")),
        (measure, detail) => measure.or(detail),
    }
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CareTeam {
    /// Name, or its categories.
    pub name: Option<String>,
    /// Status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// FHIR date.
    pub start: Option<String>,
    /// FHIR date.
    pub end: Option<String>,
    /// Who is in it.
    pub members: Vec<Member>,
}

/// One of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub who: Option<Reference>,
    /// Why nobody is named, in words.
    pub absent: Option<String>,
    /// Roles in words.
    pub role: Option<String>,
    /// For which organization.
    pub on_behalf_of: Option<Reference>,
    /// FHIR date.
    pub start: Option<String>,
    /// FHIR date.
    pub end: Option<String>,
}

impl CareTeam {
    /// Read a CareTeam.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let status = object.text("status");
        let period = Period::one(&object, "period").unwrap_or_default();
        let category = joined(&Coded::all(&object, "category"));
        Ok(Self {
            name: object.text("name").or(category),
            standing: Standing::of(status.as_deref()),
            status,
            start: period.start,
            end: period.end,
            members: object.objects("participant").iter().map(member).collect(),
        })
    }
}

fn member(one: &Object<'_>) -> Member {
    let period = Period::one(one, "period").unwrap_or_default();
    let absent = one
        .object("member")
        .and_then(|member| super::codeable::absent_reason(&member));
    Member {
        who: Reference::one(one, "member"),
        absent: absent.map(|code| super::codeable::absent_in_words(&code)),
        role: said(one, "role"),
        on_behalf_of: Reference::one(one, "onBehalfOf"),
        start: period.start,
        end: period.end,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_goal_says_what_by_when_and_how_far() {
        let goal = Goal::read(
            br#"{"lifecycleStatus":"active","achievementStatus":{"coding":[{"code":"improving"}]},"description":{"text":"Less fluid"},
            "startDate":"2026-03-01","target":[{"measure":{"text":"Body weight"},"detailRange":{"low":{"value":78},"high":{"value":80,"unit":"kg"}},"dueDate":"2026-04-01"},{"dueDuration":{"value":3,"unit":"mo"}}]}"#,
        )
        .unwrap();
        assert_eq!(goal.targets, ["Body weight: 78–80 kg"]);
        assert_eq!(
            (goal.due.as_deref(), goal.achievement.as_deref()),
            (Some("2026-04-01"), Some("improving"))
        );
    }

    #[test]
    fn a_team_names_who_it_can_and_says_why_not_otherwise() {
        let team = CareTeam::read(
            br#"{"status":"active","name":"Heart failure","participant":[{"member":{"reference":"Practitioner/7","display":"Dr Ruiz"},"role":[{"text":"Cardiologist"}]},
            {"member":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]},"role":[{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}]}]}"#,
        )
        .unwrap();
        assert_eq!(
            team.members[0].who.as_ref().unwrap().display.as_deref(),
            Some("Dr Ruiz")
        );
        assert_eq!(team.members[1].absent.as_deref(), Some("Not known"));
        assert_eq!(team.members[1].role.as_deref(), Some("Hidden by the EHR"));
    }
}
