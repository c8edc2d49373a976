//! What each role may do: one table. Whoever wants to know who may do something reads it here, and so does the refusal
//! that names who could.

use crate::actor::{Permission, Role};

/// Roles that people can have.
pub const NAMES: [&str; 5] = ["clinician", "nurse", "coder", "auditor", "administrator"];

const O: u8 = 0b00_0001;
const C: u8 = 0b00_0010;
const N: u8 = 0b00_0100;
const K: u8 = 0b00_1000;
const U: u8 = 0b01_0000;
const A: u8 = 0b10_0000;

/// The bit of a role in the table.
const LETTERS: [(&str, u8); 6] = [
    ("owner", O),
    ("clinician", C),
    ("nurse", N),
    ("coder", K),
    ("auditor", U),
    ("administrator", A),
];

/// Who may do it. The match is whole: a permission without a row does not compile.
#[allow(clippy::match_same_arms)] // a table: each row stands for itself
const fn who(permission: Permission) -> u8 {
    match permission {
        Permission::ListPatients => O | C | N | K,
        Permission::ViewCharts => O | C | N | K,
        Permission::BreakGlass => O | C | N,
        Permission::SearchCharts => O | C | N | K,
        Permission::ExportCharts => O | C,
        Permission::PrintCharts => O | C | N | K,
        Permission::ImportRecords => O | C | N,
        Permission::WriteRecords => O | C | N,
        Permission::ManageConnections => O | A,
        Permission::SignIn => O | C | N | K,
        Permission::FindAtEhr => O | C | N,
        Permission::Sync => O | C | N | K,
        Permission::UseProfile => O | C | N | K | U | A,
        Permission::SeeHealth => O | C | N | K | U | A,
        Permission::ReadAudit => O | U | A,
        Permission::ExportAudit => O | U,
        Permission::RemovePatients => O | C | A,
        Permission::ManagePeople => O | A,
        Permission::Administer => O | A,
    }
}

/// The role of who has not said who they are.
pub const NOBODY: &str = "nobody";

/// What runs by itself may: keep synced what somebody said shall be.
pub(crate) fn program() -> Role {
    Role::with(
        "program",
        [
            Permission::UseProfile,
            Permission::SeeHealth,
            Permission::ListPatients,
            Permission::FindAtEhr,
            Permission::SignIn,
            Permission::Sync,
            // Charts leave after the days that an administrator chose.
            Permission::RemovePatients,
        ],
    )
}

/// The role of that name; nothing where there is none.
pub fn named(name: &str) -> Option<Role> {
    let (name, bit) = LETTERS.into_iter().find(|(known, _)| *known == name)?;
    let may = Permission::ALL
        .into_iter()
        .filter(|permission| who(*permission) & bit != 0);
    Some(Role::with(name, may))
}

/// The roles that people can have and that may do this, as words: "a clinician or a nurse".
pub fn could(permission: Permission) -> String {
    let names: Vec<String> = LETTERS
        .into_iter()
        .filter(|(name, bit)| *name != "owner" && who(permission) & bit != 0)
        .map(|(name, _)| match name.chars().next() {
            Some('a') => format!("an {name}"),
            _ => format!("a {name}"),
        })
        .collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "nobody".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_owner_may_do_everything_and_nobody_else_may() {
        assert_eq!(named("owner").unwrap(), Role::owner());
        for name in NAMES {
            let role = named(name).unwrap();
            assert_eq!(role.name(), name);
            assert!(
                Permission::ALL.into_iter().any(|one| !role.allows(one)),
                "{name}"
            );
        }
        assert_eq!(named("surgeon"), None);
    }

    #[test]
    fn who_writes_in_charts_does_not_change_who_watches_them() {
        for name in NAMES {
            let role = named(name).unwrap();
            assert!(
                !(role.allows(Permission::WriteRecords) && role.allows(Permission::ReadAudit)),
                "{name}"
            );
        }
    }

    #[test]
    fn a_refusal_can_name_who_could() {
        assert_eq!(
            could(Permission::ReadAudit),
            "an auditor or an administrator"
        );
        assert_eq!(could(Permission::ExportCharts), "a clinician");
    }
}
