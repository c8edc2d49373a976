//! Who uses this workstation. Owns the tables `person` and `person_try`, and how a password is kept and tried: Argon2id,
//! slower after five wrong ones, the same for an account that nobody has. Refuses to know what a role may do.

use std::collections::BTreeSet;

use hmac::{Hmac, KeyInit, Mac};
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, Transaction, params};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::error::{OpenError, StoreError};
use crate::key::Stretch;
use crate::mapping::By;

/// The role that may add people; one of them is always there.
pub const ADMINISTRATOR: &str = "administrator";
/// Characters a password has at least.
pub const SHORTEST_PASSWORD: usize = 8;
/// Wrong passwords before the first wait.
const FREE_TRIES: u32 = 5;
/// The first wait, milliseconds; it doubles with each further wrong password.
const FIRST_WAIT: i64 = 30_000;
/// The longest wait, milliseconds.
const LONGEST_WAIT: i64 = 15 * 60_000;
/// Wrong passwords are forgotten after this long without another one, milliseconds.
const FORGOTTEN: i64 = 24 * 3_600_000;

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Our id.
    pub uuid: Uuid,
    /// What they sign in with; audit rows name them so.
    pub account: String,
    /// Their name.
    pub name: String,
    /// One of `clinician`, `nurse`, `coder`, `auditor`, `administrator`.
    pub role: String,
    /// The connections they see, by row number; all where there is nothing.
    pub connections: Option<BTreeSet<i64>>,
    /// Who added them.
    pub added_by: String,
    /// When.
    pub created_at: i64,
}

/// A password as it is kept: what it takes to try one, and what a right one gives.
pub struct Password {
    stretch: String,
    secret: [u8; 32],
}

/// What has to be known to try a password.
pub struct Trial {
    /// Nobody, for an account that is not there: it is tried all the same, and takes as long.
    person: Option<Uuid>,
    account: [u8; 32],
    password: Password,
    wrong: u32,
    wrong_at: i64,
}

const COLUMNS: &str =
    "SELECT uuid, account, name, role, added_by, created_at, chosen, id FROM person";

fn person(r: &SqlRow<'_>) -> rusqlite::Result<Person> {
    let chosen: bool = r.get(6)?;
    Ok(Person {
        connections: chosen.then(BTreeSet::new),
        uuid: Uuid::from_bytes(r.get(0)?),
        account: r.get(1)?,
        name: r.get(2)?,
        role: r.get(3)?,
        added_by: r.get(4)?,
        created_at: r.get(5)?,
    })
}

impl Password {
    /// Stretches a password; slow on purpose.
    pub fn new(stretch: &Stretch, text: &str) -> Result<Password, OpenError> {
        let key = stretch.key(text)?;
        let stretch = serde_json::to_string(stretch).map_err(|_| unreadable())?;
        Ok(Password {
            secret: *key,
            stretch,
        })
    }

    /// Whether it is this one; slow on purpose, and no quicker for a wrong one.
    fn is(&self, text: &str) -> Result<bool, OpenError> {
        let stretch: Stretch = serde_json::from_str(&self.stretch).map_err(|_| unreadable())?;
        let key = stretch.key(text)?;
        // Compared as authentication codes are: in the same time wherever they differ.
        let mac = |bytes: &[u8; 32]| {
            let mut mac = <Hmac<Sha256> as KeyInit>::new(&[0_u8; 64].into());
            mac.update(bytes);
            mac
        };
        let kept = mac(&self.secret).finalize().into_bytes();
        Ok(mac(&key).verify(&kept).is_ok())
    }
}

fn unreadable() -> OpenError {
    OpenError::Damaged {
        part: "store",
        how: "a person's password cannot be read",
    }
}

impl Trial {
    /// Milliseconds to wait before another password may be tried.
    pub fn wait(&self, now: i64) -> i64 {
        if self.wrong < FREE_TRIES {
            return 0;
        }
        let doubled = FIRST_WAIT.checked_shl((self.wrong - FREE_TRIES).min(10));
        let wait = doubled.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
        // A clock that was put back must not lock anybody out for longer than the wait.
        (self.wrong_at + wait - now).clamp(0, wait)
    }

    /// Whose password this is; slow on purpose, and as slow where nobody has the account.
    pub fn whose(&self, text: &str) -> Result<Option<Uuid>, OpenError> {
        let right = self.password.is(text)?;
        Ok(self.person.filter(|_| right))
    }
}

/// What stands for an account where wrong passwords are counted: what was typed there may be a password by mistake.
fn counted(account: &str) -> [u8; 32] {
    Sha256::digest(account.to_ascii_lowercase().as_bytes()).into()
}

/// How passwords here are stretched: all the same, so that no account stands out by the time it takes.
pub fn stretch(c: &Connection) -> Result<Option<Stretch>, StoreError> {
    let found: Option<String> = c
        .prepare_cached("SELECT stretch FROM person WHERE removed_at IS NULL ORDER BY id LIMIT 1")?
        .query_row([], |r| r.get(0))
        .optional()?;
    Ok(found.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Everybody who was not removed, by account.
pub fn list(c: &Connection) -> Result<Vec<Person>, StoreError> {
    let mut statement = c.prepare_cached(&format!(
        "{COLUMNS} WHERE removed_at IS NULL ORDER BY account"
    ))?;
    let rows = statement.query_map([], |r| Ok((r.get::<_, i64>(7)?, person(r)?)))?;
    let mut chosen =
        c.prepare_cached("SELECT connection FROM person_connection WHERE person = ?1")?;
    let mut all = Vec::new();
    for row in rows {
        let (key, mut person) = row?;
        if let Some(connections) = &mut person.connections {
            let theirs = chosen.query_map([key], |r| r.get(0))?;
            *connections = theirs.collect::<Result<_, _>>()?;
        }
        all.push(person);
    }
    Ok(all)
}

/// What it takes to try a password of whoever has this account. Where nobody has it, somebody's stretch stands in.
pub fn trial(c: &Connection, account: &str) -> Result<Option<Trial>, StoreError> {
    let account = account.trim();
    let key = counted(account);
    let tries: Option<(u32, i64)> = c
        .prepare_cached("SELECT wrong, wrong_at FROM person_try WHERE account = ?1")?
        .query_row([key], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    let (wrong, wrong_at) = tries.unwrap_or_default();
    Ok(c.prepare_cached(
        "SELECT uuid, stretch, secret, account = ?1 FROM person WHERE removed_at IS NULL
          ORDER BY account = ?1 DESC, id LIMIT 1",
    )?
    .query_row([account], |r| {
        let known: bool = r.get(3)?;
        let person = Uuid::from_bytes(r.get(0)?);
        Ok(Trial {
            person: known.then_some(person),
            account: key,
            password: Password {
                stretch: r.get(1)?,
                secret: r.get(2)?,
            },
            wrong,
            wrong_at,
        })
    })
    .optional()?)
}

/// Counts a wrong password, or forgets the wrong ones after a right one.
pub fn tried(tx: &Transaction<'_>, trial: &Trial, right: bool, at: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM person_try WHERE wrong_at < ?1")?
        .execute([at - FORGOTTEN])?;
    if right {
        return forget(tx, &trial.account);
    }
    tx.prepare_cached(
        "INSERT INTO person_try (account, wrong, wrong_at) VALUES (?1, 1, ?2)
         ON CONFLICT (account) DO UPDATE SET wrong = wrong + 1, wrong_at = excluded.wrong_at",
    )?
    .execute(params![trial.account, at])?;
    Ok(())
}

fn forget(tx: &Transaction<'_>, account: &[u8; 32]) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM person_try WHERE account = ?1")?
        .execute([account])?;
    Ok(())
}

/// Whether somebody has this account, whatever its case.
/// Also by somebody who was removed: notes, private documents and rows of the audit log go by the account, and would be
/// another person's.
fn is_taken(c: &Connection, account: &str) -> Result<bool, StoreError> {
    Ok(c.prepare_cached("SELECT 1 FROM person WHERE account = ?1")?
        .exists([account])?)
}

/// Adds somebody; their account must be free, whatever its case.
pub fn add(
    tx: &Transaction<'_>,
    who: &Person,
    password: &Password,
    by: &By,
) -> Result<(), StoreError> {
    if is_taken(tx, &who.account)? {
        return Err(StoreError::Taken("account"));
    }
    tx.prepare_cached(
        "INSERT INTO person (uuid, account, name, role, stretch, secret, added_by, correlation, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        who.uuid.as_bytes(),
        who.account,
        who.name,
        who.role,
        password.stretch,
        password.secret,
        by.person,
        by.correlation.as_bytes(),
        by.at
    ])?;
    Ok(())
}

/// Gives somebody another role; not the last administrator.
pub fn set_role(tx: &Transaction<'_>, person: Uuid, role: &str) -> Result<Changed, StoreError> {
    if role != ADMINISTRATOR && is_last(tx, person)? {
        return Ok(Changed::LastAdministrator);
    }
    let changed = tx
        .prepare_cached("UPDATE person SET role = ?2 WHERE uuid = ?1 AND removed_at IS NULL")?
        .execute(params![person.as_bytes(), role])?;
    Ok(Changed::of(changed))
}

/// Lets somebody see these connections, or all of them.
pub fn set_connections(
    tx: &Transaction<'_>,
    person: Uuid,
    connections: Option<&BTreeSet<i64>>,
) -> Result<Changed, StoreError> {
    let key: Option<i64> = tx
        .prepare_cached(
            "UPDATE person SET chosen = ?2 WHERE uuid = ?1 AND removed_at IS NULL RETURNING id",
        )?
        .query_row(params![person.as_bytes(), connections.is_some()], |r| {
            r.get(0)
        })
        .optional()?;
    let Some(key) = key else {
        return Ok(Changed::Nobody);
    };
    tx.prepare_cached("DELETE FROM person_connection WHERE person = ?1")?
        .execute([key])?;
    let mut add = tx.prepare_cached("INSERT INTO person_connection VALUES (?1, ?2)")?;
    for connection in connections.into_iter().flatten() {
        add.execute([key, *connection])?;
    }
    Ok(Changed::Done)
}

/// Removes somebody; not the last administrator. Their row stays for what they did.
pub fn remove(tx: &Transaction<'_>, person: Uuid, at: i64) -> Result<Changed, StoreError> {
    if is_last(tx, person)? {
        return Ok(Changed::LastAdministrator);
    }
    let changed = tx
        .prepare_cached(
            "UPDATE person SET removed_at = ?2, stretch = '', secret = x'' WHERE uuid = ?1 AND removed_at IS NULL",
        )?
        .execute(params![person.as_bytes(), at])?;
    Ok(Changed::of(changed))
}

/// Another password; wrong ones so far are forgotten.
pub fn set_password(
    tx: &Transaction<'_>,
    person: Uuid,
    password: &Password,
) -> Result<Changed, StoreError> {
    let account: Option<String> = tx
        .prepare_cached(
            "UPDATE person SET stretch = ?2, secret = ?3 WHERE uuid = ?1 AND removed_at IS NULL RETURNING account",
        )?
        .query_row(params![person.as_bytes(), password.stretch, password.secret], |r| r.get(0))
        .optional()?;
    let Some(account) = account else {
        return Ok(Changed::Nobody);
    };
    forget(tx, &counted(&account))?;
    Ok(Changed::Done)
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// Done.
    Done,
    /// There is no such person.
    Nobody,
    /// It would leave the workstation without an administrator.
    LastAdministrator,
}

impl Changed {
    fn of(rows: usize) -> Changed {
        if rows == 0 {
            Changed::Nobody
        } else {
            Changed::Done
        }
    }
}

/// Whether they are the one administrator there is.
fn is_last(c: &Connection, person: Uuid) -> Result<bool, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT count(*) = 1 AND max(uuid = ?1) FROM person WHERE role = ?2 AND removed_at IS NULL",
    )?;
    let is: Option<bool> =
        statement.query_row(params![person.as_bytes(), ADMINISTRATOR], |r| r.get(0))?;
    // Of no administrator at all, nobody is the last.
    Ok(is.unwrap_or(false))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn by() -> By {
        By {
            person: "lindqvist".into(),
            correlation: Uuid::from_u128(1),
            at: 1_790_000_000_000,
        }
    }

    fn someone(n: u128, account: &str, role: &str) -> Person {
        Person {
            uuid: Uuid::from_u128(n),
            account: account.into(),
            name: account.to_uppercase(),
            role: role.into(),
            connections: None,
            added_by: "lindqvist".into(),
            created_at: by().at,
        }
    }

    #[test]
    fn somebody_sees_all_connections_or_those_chosen_or_none() {
        let mut c = crate::migrations::migrated();
        let tx = c.transaction().unwrap();
        let ada = someone(1, "ada", "nurse");
        add(&tx, &ada, &password("long enough"), &by()).unwrap();
        let sees = |tx: &Transaction<'_>| list(tx).unwrap().remove(0).connections;
        assert_eq!(sees(&tx), None);
        for chosen in [BTreeSet::from([3, 5]), BTreeSet::from([5]), BTreeSet::new()] {
            let set = set_connections(&tx, ada.uuid, Some(&chosen)).unwrap();
            assert_eq!(set, Changed::Done);
            assert_eq!(sees(&tx), Some(chosen));
        }
        set_connections(&tx, ada.uuid, None).unwrap();
        assert_eq!(sees(&tx), None);
        assert_eq!(
            set_connections(&tx, Uuid::from_u128(9), None).unwrap(),
            Changed::Nobody
        );
    }

    fn password(text: &str) -> Password {
        Password::new(&Stretch::quick().unwrap(), text).unwrap()
    }

    #[test]
    fn a_password_is_kept_as_what_it_stretches_to_and_tried_slower_when_wrong() {
        let mut c = crate::migrations::migrated();
        let tx = c.transaction().unwrap();
        add(
            &tx,
            &someone(1, "adaeze", "nurse"),
            &password("long enough"),
            &by(),
        )
        .unwrap();
        let adaeze = trial(&tx, "Adaeze").unwrap().unwrap();
        assert_eq!(
            adaeze.whose("long enough").unwrap(),
            Some(Uuid::from_u128(1))
        );
        assert_eq!(adaeze.whose("Long enough").unwrap(), None);
        let now = by().at;
        for _ in 0..6 {
            tried(&tx, &adaeze, false, now).unwrap();
        }
        let adaeze = trial(&tx, "adaeze").unwrap().unwrap();
        assert_eq!(adaeze.wait(now), 60_000);
        assert_eq!(adaeze.wait(now + 60_000), 0);
        assert_eq!(
            adaeze.wait(now - 1_000_000_000),
            60_000,
            "the clock was put back"
        );
        tried(&tx, &adaeze, true, now).unwrap();
        assert_eq!(trial(&tx, "adaeze").unwrap().unwrap().wait(now), 0);
    }

    #[test]
    fn an_account_that_nobody_has_is_tried_and_counted_like_one_that_somebody_has() {
        let mut c = crate::migrations::migrated();
        let tx = c.transaction().unwrap();
        assert!(trial(&tx, "adaeze").unwrap().is_none(), "nobody at all");
        add(
            &tx,
            &someone(1, "adaeze", "nurse"),
            &password("long enough"),
            &by(),
        )
        .unwrap();
        let nobody = trial(&tx, "mallory").unwrap().unwrap();
        assert_eq!(
            nobody.whose("long enough").unwrap(),
            None,
            "another person's password opens nothing"
        );
        assert_eq!(
            nobody.password.stretch,
            trial(&tx, "adaeze").unwrap().unwrap().password.stretch
        );
        let now = by().at;
        for _ in 0..5 {
            tried(&tx, &nobody, false, now).unwrap();
        }
        assert_eq!(trial(&tx, "Mallory").unwrap().unwrap().wait(now), 30_000);
        assert_eq!(trial(&tx, "adaeze").unwrap().unwrap().wait(now), 0);
        // A day later nothing of it is kept.
        let adaeze = trial(&tx, "adaeze").unwrap().unwrap();
        tried(&tx, &adaeze, false, now + FORGOTTEN + 1).unwrap();
        let kept: u32 = tx
            .query_row("SELECT count(*) FROM person_try", [], |r| r.get(0))
            .unwrap();
        assert_eq!(kept, 1);
    }

    #[test]
    fn there_is_always_an_administrator_and_an_account_is_one_persons() {
        let mut c = crate::migrations::migrated();
        let tx = c.transaction().unwrap();
        let ada = someone(1, "ada", ADMINISTRATOR);
        add(&tx, &ada, &password("long enough"), &by()).unwrap();
        assert!(matches!(
            add(
                &tx,
                &someone(2, "ADA", "nurse"),
                &password("long enough"),
                &by()
            ),
            Err(StoreError::Taken(_))
        ));
        assert_eq!(
            remove(&tx, ada.uuid, 1).unwrap(),
            Changed::LastAdministrator
        );
        assert_eq!(
            set_role(&tx, ada.uuid, "nurse").unwrap(),
            Changed::LastAdministrator
        );
        add(
            &tx,
            &someone(2, "bo", ADMINISTRATOR),
            &password("long enough"),
            &by(),
        )
        .unwrap();
        assert_eq!(remove(&tx, ada.uuid, 1).unwrap(), Changed::Done);
        assert_eq!(remove(&tx, ada.uuid, 1).unwrap(), Changed::Nobody);
        let ada = trial(&tx, "ada").unwrap().unwrap();
        assert_eq!(
            ada.whose("long enough").unwrap(),
            None,
            "nobody signs in as them"
        );
        let again = add(
            &tx,
            &someone(3, "Ada", "nurse"),
            &password("long enough"),
            &by(),
        );
        assert!(
            matches!(again, Err(StoreError::Taken("account"))),
            "what Ada wrote would be the next one's"
        );
        let names: Vec<String> = list(&tx)
            .unwrap()
            .into_iter()
            .map(|one| one.account)
            .collect();
        assert_eq!(names, ["bo"]);
    }
}
