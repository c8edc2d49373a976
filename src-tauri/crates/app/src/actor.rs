//! Who asks, from where, and what they may do. What each role may do is one table in `roles`. Refuses to know what an act does.

use std::collections::BTreeSet;

/// Something a person may be allowed to do. Every act names exactly one.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    ts_rs::TS,
)]
#[serde(rename_all = "kebab-case")]
#[ts(export_to = "./")]
pub enum Permission {
    /// See which patients are on this workstation.
    ListPatients,
    /// Open charts, sections, notes and records.
    ViewCharts,
    /// Open a chart one may not see, whole, with a reason and for a limited time.
    BreakGlass,
    /// Search over all charts.
    SearchCharts,
    /// Take a chart out of the program.
    ExportCharts,
    /// Make pages of a chart, or print a document.
    PrintCharts,
    /// Bring records in from files.
    ImportRecords,
    /// Write records, correct them, decide what becomes of what waits.
    WriteRecords,
    /// Add, test and remove connections.
    ManageConnections,
    /// Sign in and out at an EHR.
    SignIn,
    /// Search patients at an EHR.
    FindAtEhr,
    /// Start and steer a sync.
    Sync,
    /// Make, open and close the profile.
    UseProfile,
    /// See how the program is doing.
    SeeHealth,
    /// Read and verify the audit log.
    ReadAudit,
    /// Take the audit log out of the program.
    ExportAudit,
    /// Take a patient from this workstation; the EHR keeps what came from it.
    RemovePatients,
    /// Add people, give them roles and passwords, remove them.
    ManagePeople,
    /// Check the store, change settings of the whole workstation, write a support bundle.
    Administer,
}

impl Permission {
    /// Every permission.
    pub const ALL: [Permission; 19] = [
        Permission::ListPatients,
        Permission::ViewCharts,
        Permission::BreakGlass,
        Permission::SearchCharts,
        Permission::ExportCharts,
        Permission::PrintCharts,
        Permission::ImportRecords,
        Permission::WriteRecords,
        Permission::ManageConnections,
        Permission::SignIn,
        Permission::FindAtEhr,
        Permission::Sync,
        Permission::UseProfile,
        Permission::SeeHealth,
        Permission::ReadAudit,
        Permission::ExportAudit,
        Permission::RemovePatients,
        Permission::ManagePeople,
        Permission::Administer,
    ];
}

/// A named set of permissions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    name: String,
    may: BTreeSet<Permission>,
}

impl Role {
    /// May do everything: the person whose workstation this is.
    pub fn owner() -> Role {
        Role::with("owner", Permission::ALL)
    }

    /// A role with these permissions.
    pub fn with(name: &str, may: impl IntoIterator<Item = Permission>) -> Role {
        Role {
            name: name.to_owned(),
            may: may.into_iter().collect(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it includes the permission.
    pub fn allows(&self, permission: Permission) -> bool {
        self.may.contains(&permission)
    }
}

/// Where a request comes from, as audit rows say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    program: &'static str,
    workstation: String,
}

impl Origin {
    /// This computer's window or terminal, by the computer's own name.
    pub fn here(program: &'static str) -> Origin {
        Origin {
            program,
            workstation: workstation(),
        }
    }

    /// "window" or "terminal".
    pub fn program(&self) -> &'static str {
        self.program
    }

    /// The computer's name.
    pub fn workstation(&self) -> &str {
        &self.workstation
    }
}

/// The computer's name, where it says one.
fn workstation() -> String {
    let named = std::env::var("COMPUTERNAME").ok();
    named
        .or_else(|| std::fs::read_to_string("/proc/sys/kernel/hostname").ok())
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .or_else(|| std::env::var("HOSTNAME").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "unnamed".to_owned())
}

/// The person a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    person: String,
    role: Role,
    unattended: bool,
    origin: Origin,
}

impl Actor {
    /// The one local person, under the name of the computer account.
    pub fn local(account: &str) -> Actor {
        let person = if account.trim().is_empty() {
            "local"
        } else {
            account.trim()
        };
        Actor::with_role(person, Role::owner())
    }

    /// Somebody with a role.
    pub fn with_role(person: &str, role: Role) -> Actor {
        Actor {
            person: person.to_owned(),
            role,
            origin: Origin {
                program: "program",
                workstation: "unnamed".to_owned(),
            },
            unattended: false,
        }
    }

    /// The same seat, with this person in it.
    pub(crate) fn named(&self, person: &str, role: Role) -> Actor {
        Actor {
            person: person.to_owned(),
            role,
            ..self.clone()
        }
    }

    /// The same person from there.
    #[must_use]
    pub fn at(self, origin: Origin) -> Actor {
        Actor { origin, ..self }
    }

    /// The program by itself, on this person's behalf: it goes on behind a window that is locked, and shows nothing.
    pub(crate) fn unattended(self) -> Actor {
        Actor {
            unattended: true,
            ..self
        }
    }

    /// Whether it is the program by itself.
    pub(crate) fn is_unattended(&self) -> bool {
        self.unattended
    }

    /// As audit rows name them.
    pub fn person(&self) -> &str {
        &self.person
    }

    /// What they may do.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Where they sit.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}
