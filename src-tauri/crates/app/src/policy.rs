//! What the administrator of the computer fixes for every profile on it: a file that only they can write. Owns its
//! shape, what of it holds where it cannot be understood, and who is told; refuses to loosen anything: a policy only
//! ever takes away. Charts stay readable whatever is in the file.

mod file;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use serde::Deserialize;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::{Code, Fault};
use crate::wire::connection::{Auth, ConnectionDetails, NewConnection};
use crate::wire::policy::{PolicyRule, PolicyStanding, PolicyState};
use crate::wire::profile::Failure;

/// Minutes until a lock where the file cannot be understood.
const STRICT_MINUTES: u32 = 5;
/// Days that charts may be fixed to stay.
const RETENTION_DAYS: RangeInclusive<u32> = 1..=3_650;
/// Hours of a break-glass there: care goes on.
const STRICT_HOURS: u32 = 1;

/// Something that can be switched off for everybody on this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Feature {
    /// Taking charts, documents and tables out: files, prints, shares.
    Export,
    /// Bringing records, documents and images in from files.
    Import,
    /// Writing and correcting records.
    Write,
    /// Adding, changing and removing connections.
    Connections,
    /// Opening a chart one may not see, with a reason.
    BreakGlass,
}

impl Feature {
    const ALL: [Feature; 5] = [
        Feature::Export,
        Feature::Import,
        Feature::Write,
        Feature::Connections,
        Feature::BreakGlass,
    ];

    fn permission(self) -> Permission {
        match self {
            Feature::Export => Permission::ExportCharts,
            Feature::Import => Permission::ImportRecords,
            Feature::Write => Permission::WriteRecords,
            Feature::Connections => Permission::ManageConnections,
            Feature::BreakGlass => Permission::BreakGlass,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Feature::Export => "Export, print and share",
            Feature::Import => "Bringing in files",
            Feature::Write => "Writing and correcting records",
            Feature::Connections => "Adding, changing and removing connections",
            Feature::BreakGlass => "Break-glass",
        }
    }
}

/// A connection that every profile on the computer has. It may need no secret: this file can be read by everybody.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Fixed {
    name: String,
    fhir_base: String,
    client_id: Option<String>,
    auth: Auth,
    /// The longest that charts of it stay which nobody opens, in days.
    #[serde(default)]
    retention_days: Option<u32>,
    #[serde(default)]
    details: ConnectionDetails,
}

impl Fixed {
    /// As somebody would add it.
    pub(crate) fn wanted(&self) -> NewConnection {
        NewConnection {
            name: self.name.clone(),
            fhir_base: self.fhir_base.clone(),
            client_id: self.client_id.clone(),
            auth: self.auth,
            details: self.details.clone(),
            secret: None,
        }
    }
}

/// What the file says.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(serde::Serialize))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Rules {
    /// The longest that may be chosen until it locks by itself, in minutes.
    lock_minutes: Option<u32>,
    /// Whether a lock may leave the keys in memory.
    screened: Option<bool>,
    /// A new profile has a passphrase, with the keyring or alone.
    passphrase: bool,
    /// The largest document that may be chosen, in megabytes.
    document_megabytes: Option<u32>,
    /// The longest that a chart may be open by break-glass, in hours.
    break_glass_hours: Option<u32>,
    /// The longest that charts stay which nobody opens, in days.
    retention_days: Option<u32>,
    /// What nobody may do.
    off: BTreeSet<Feature>,
    /// What every profile is connected to.
    connections: Vec<Fixed>,
}

impl Rules {
    /// Each number of it: its key, what it says, what it may say. More than the program itself allows fixes nothing; none at all
    /// is no limit but a mistake, and what was meant by it cannot be known.
    fn numbers(&self) -> [(&'static str, Option<u32>, RangeInclusive<u32>); 4] {
        [
            ("lockMinutes", self.lock_minutes, 1..=1_440),
            ("documentMegabytes", self.document_megabytes, 1..=100_000),
            ("breakGlassHours", self.break_glass_hours, 1..=24),
            ("retentionDays", self.retention_days, RETENTION_DAYS),
        ]
    }
}

/// A policy, as it was read when the program started.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    path: Option<PathBuf>,
    rules: Rules,
    /// Why the file is not understood; then the rules are the strict ones.
    broken: Option<String>,
}

impl Policy {
    /// That of this computer; none where it has no file.
    pub fn of_this_computer() -> Policy {
        file::place().map_or_else(Policy::default, |path| file::read(path, file::is_trusted))
    }

    /// That of this file, whoever can write it.
    #[cfg(test)]
    pub(crate) fn from_file(path: PathBuf) -> Policy {
        file::read(path, |_: &std::path::Path| Ok(true))
    }

    fn broken(path: PathBuf, why: String) -> Policy {
        Policy {
            path: Some(path),
            rules: Rules {
                lock_minutes: Some(STRICT_MINUTES),
                screened: Some(false),
                passphrase: true,
                document_megabytes: None,
                break_glass_hours: Some(STRICT_HOURS),
                // Charts stay: what is not understood takes none away.
                retention_days: None,
                off: [Feature::Export, Feature::Import, Feature::Connections].into(),
                connections: Vec::new(),
            },
            broken: Some(why),
        }
    }

    /// Takes a permission away from everybody, the owner included.
    pub(crate) fn withdraws(&self, permission: Permission) -> bool {
        self.rules
            .off
            .iter()
            .any(|feature| feature.permission() == permission)
    }

    /// The longest that may be chosen until a lock, of what the program itself allows.
    pub(crate) fn lock_minutes(&self, most: u32) -> u32 {
        self.rules
            .lock_minutes
            .map_or(most, |minutes| minutes.clamp(1, most))
    }

    /// Whether a lock may leave the keys in memory.
    pub(crate) fn allows_screened(&self) -> bool {
        self.rules.screened.unwrap_or(true)
    }

    /// Whether a new profile has to have a passphrase.
    pub(crate) fn wants_passphrase(&self) -> bool {
        self.rules.passphrase
    }

    /// The largest document, of what was chosen, in megabytes.
    pub(crate) fn document_megabytes(&self, chosen: u32) -> u32 {
        self.rules
            .document_megabytes
            .map_or(chosen, |most| chosen.min(most.max(1)))
    }

    /// The longest that a chart may be open by break-glass, of what the program itself allows, in hours.
    pub(crate) fn glass_hours(&self, most: u32) -> u32 {
        self.rules
            .break_glass_hours
            .map_or(most, |hours| hours.clamp(1, most))
    }

    /// The longest that charts of a connection to this address stay which nobody opens, in days; nothing where it fixes none.
    pub(crate) fn retention_days(&self, fhir_base: &str) -> Option<u32> {
        let base = fhir_base.trim_end_matches('/');
        let its = self
            .rules
            .connections
            .iter()
            .find(|one| one.fhir_base.trim().trim_end_matches('/') == base)
            .and_then(|one| one.retention_days);
        let both = [its, self.rules.retention_days];
        both.into_iter().flatten().min().map(|days| days.max(1))
    }

    /// What every profile is connected to.
    pub(crate) fn connections(&self) -> &[Fixed] {
        &self.rules.connections
    }

    /// A connection to this address is fixed: nobody changes or removes it.
    pub(crate) fn fixes(&self, fhir_base: &str) -> bool {
        let base = fhir_base.trim_end_matches('/');
        self.rules
            .connections
            .iter()
            .any(|one| one.fhir_base.trim().trim_end_matches('/') == base)
    }

    fn state(&self) -> PolicyState {
        let standing = match (&self.path, &self.broken) {
            (None, _) => PolicyStanding::None,
            (_, Some(_)) => PolicyStanding::Broken,
            _ => PolicyStanding::Applies,
        };
        PolicyState {
            standing,
            path: self.path.as_ref().map(|path| path.display().to_string()),
            message: self.broken.clone(),
            rules: self.told(),
            off: Feature::ALL
                .into_iter()
                .filter(|one| self.rules.off.contains(one))
                .map(|one| one.words().to_owned())
                .collect(),
            document_megabytes: self.rules.document_megabytes,
            screened: self.allows_screened(),
        }
    }

    fn told(&self) -> Vec<PolicyRule> {
        let mut told = Vec::new();
        let mut rule = |what: &str, says: String| {
            told.push(PolicyRule {
                what: what.to_owned(),
                says,
            });
        };
        let rules = &self.rules;
        if let Some(minutes) = rules.lock_minutes {
            rule(
                "Locks by itself",
                format!("after {minutes} minutes at most"),
            );
        }
        if rules.screened == Some(false) {
            rule("Kind of lock", "sealed only".to_owned());
        }
        if rules.passphrase {
            rule("New profiles", "have a passphrase".to_owned());
        }
        if let Some(most) = rules.document_megabytes {
            rule("Largest document", format!("{most} MB"));
        }
        if let Some(hours) = rules.break_glass_hours {
            rule("Break-glass", format!("for {hours} h at most"));
        }
        if let Some(days) = rules.retention_days {
            rule("Charts nobody opens", format!("leave after {days} days"));
        }
        for one in &rules.connections {
            rule(
                "Connection",
                match one.retention_days {
                    Some(days) => {
                        format!("{}, charts leave after {days} days unopened", one.name)
                    }
                    None => one.name.clone(),
                },
            );
        }
        told
    }
}

/// What somebody hears who asks for what the policy has switched off.
pub(crate) fn fixed() -> Fault {
    Fault::new(
        Code::FixedByPolicy,
        "The administrator of this computer has fixed this for everybody. Settings shows what they fixed; ask them where it stands in the way.",
    )
}

impl App {
    /// What the administrator of this computer fixed.
    pub async fn policy(&self, actor: &Actor) -> Result<PolicyState, Failure> {
        let act = Act::unrecorded("policy", Permission::UseProfile);
        self.enter(actor, act, |pass| async move {
            Ok(pass.app().options().policy.state())
        })
        .await
    }
}

#[cfg(test)]
mod tests;
