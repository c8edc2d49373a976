//! Who is there: kept in memory while the profile is open, so that each request is judged by what holds now. A role that
//! changes, or a person who is removed, counts from the next request on.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use uuid::Uuid;
use wardbook_store::people::Person;
use wardbook_store::scope::Scope;

use super::over::{Gone, Over};
use crate::actor::{Actor, Permission, Role};
use crate::roles;
use crate::wire::glass::GlassReason;
use crate::wire::uuid;

/// A patient who is open, for a time, to who is there and may not see them otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glass {
    /// The correlation of the act that opened it: acts under it carry it in the audit log.
    pub(crate) id: Uuid,
    pub(crate) patient: Uuid,
    /// Their row number, which nobody else ever has.
    pub(crate) row: i64,
    pub(crate) reason: GlassReason,
    /// Milliseconds since 1970 UTC.
    pub(crate) began: i64,
    pub(crate) until: i64,
}

impl Glass {
    /// Whether it holds now. Where the clock was put back behind its beginning it does not: it would last longer.
    fn holds(&self, now: i64) -> bool {
        (self.began..self.until).contains(&now)
    }
}

fn breaks_glass(role: &Role) -> bool {
    role.allows(Permission::BreakGlass) && role.allows(Permission::ViewCharts)
}

/// Reads charts, or lists and searches that charts stand in.
fn reads(needs: Permission) -> bool {
    matches!(
        needs,
        Permission::ListPatients
            | Permission::ViewCharts
            | Permission::SearchCharts
            | Permission::ExportCharts
            | Permission::PrintCharts
            | Permission::WriteRecords
    )
}

/// The people of the open profile.
#[derive(Default)]
pub(crate) struct Here {
    inner: RwLock<Inner>,
}

#[derive(Default)]
struct Inner {
    people: Vec<Person>,
    present: Option<Uuid>,
    /// Of who is there; gone with them.
    glass: Vec<Glass>,
}

impl Inner {
    /// Shuts what is open of a patient.
    fn end(&mut self, patient: Uuid) -> impl Iterator<Item = Uuid> {
        let theirs = self.glass.extract_if(.., move |one| one.patient == patient);
        theirs.map(|one| one.id)
    }

    /// Shuts all that is open.
    fn shut(&mut self, how: Over) -> Vec<Gone> {
        let all = self.glass.drain(..);
        all.map(|one| Gone { id: one.id, how }).collect()
    }

    fn present(&self) -> Option<&Person> {
        let present = self.present?;
        self.people.iter().find(|one| one.uuid == present)
    }
}

impl Here {
    /// With these people, none of whom is there yet.
    pub(crate) fn of(people: Vec<Person>) -> Here {
        Here {
            inner: RwLock::new(Inner {
                people,
                present: None,
                glass: Vec::new(),
            }),
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// These are the people now; who was removed is not there any more. The first one ever is. What was open and is not, to one
    /// who may not have it open any more.
    #[must_use = "each that is over has a row"]
    pub(crate) fn set(&self, people: Vec<Person>, first: Option<Uuid>) -> Vec<Gone> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        inner.people = people;
        inner.present = first.or(inner.present);
        let here = inner.present().map(|one| roles::named(&one.role));
        if here.is_none() {
            inner.present = None;
        }
        let may = here.flatten().is_some_and(|role| breaks_glass(&role));
        if may {
            Vec::new()
        } else {
            inner.shut(Over::MayNot)
        }
    }

    /// Somebody is there, or nobody; what was open to whoever was, and is over for that reason.
    #[must_use = "each that is over has a row"]
    pub(crate) fn set_present(&self, person: Option<Uuid>, how: Over) -> Vec<Gone> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        inner.present = person;
        inner.shut(how)
    }

    /// Shuts all that is open.
    #[must_use = "each that is over has a row"]
    pub(crate) fn shut_glass(&self, how: Over) -> Vec<Gone> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        inner.shut(how)
    }

    /// What was open and does not hold any more by this clock.
    #[must_use = "each that is over has a row"]
    pub(crate) fn glass_over(&self, now: i64) -> Vec<Gone> {
        if self.read().glass.iter().all(|one| one.holds(now)) {
            return Vec::new();
        }
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let over = inner.glass.extract_if(.., |one| !one.holds(now));
        over.map(|one| Gone {
            id: one.id,
            how: if now < one.began {
                Over::ClockBack
            } else {
                Over::Time
            },
        })
        .collect()
    }

    /// Who is there.
    pub(crate) fn present(&self) -> Option<Uuid> {
        self.read().present().map(|one| one.uuid)
    }

    /// Their name.
    pub(crate) fn name(&self) -> Option<String> {
        self.read().present().map(|one| one.name.clone())
    }

    /// Whether anybody was added.
    pub(crate) fn any(&self) -> bool {
        !self.read().people.is_empty()
    }

    /// The account of somebody.
    pub(crate) fn account(&self, person: Uuid) -> Option<String> {
        let inner = self.read();
        let found = inner.people.iter().find(|one| one.uuid == person);
        found.map(|one| one.account.clone())
    }

    /// Whose account that is, and how it is written.
    pub(crate) fn of_account(&self, account: &str) -> Option<(Uuid, String)> {
        let account = account.trim();
        let inner = self.read();
        let found = inner
            .people
            .iter()
            .find(|one| one.account.eq_ignore_ascii_case(account))?;
        Some((found.uuid, found.account.clone()))
    }

    /// The person of that id or account.
    pub(crate) fn named(&self, text: &str) -> Option<Uuid> {
        let id = uuid(text);
        let known = id.filter(|id| self.read().people.iter().any(|one| one.uuid == *id));
        known.or_else(|| self.of_account(text).map(|(person, _)| person))
    }

    /// Whose request it is, and in which role.
    pub(crate) fn who(&self, actor: &Actor) -> Actor {
        let inner = self.read();
        if inner.people.is_empty() {
            return actor.clone();
        }
        if actor.is_unattended() {
            return actor.named("wardbook", roles::program());
        }
        match inner.present() {
            // A role that the table does not know may nothing.
            Some(one) => actor.named(
                &one.account,
                roles::named(&one.role).unwrap_or_else(|| Role::with(&one.role, [])),
            ),
            None => actor.named(
                actor.person(),
                Role::with(roles::NOBODY, [Permission::UseProfile]),
            ),
        }
    }

    /// What of the store somebody sees: from the first person on, what others keep to themselves is not there, nor are
    /// connections that were not chosen for them. What runs by itself sees all; so does whoever opens no chart.
    /// What is open to them by break-glass now is there whole.
    pub(crate) fn scope(&self, actor: &Actor, now: i64) -> Option<Scope> {
        let reads = actor.role().allows(Permission::ViewCharts);
        let open = self.glass(actor, now);
        let inner = self.read();
        if inner.people.is_empty() || actor.is_unattended() || !reads {
            return None;
        }
        // Who took the seat a moment ago is not whose request this is.
        let one = inner
            .people
            .iter()
            .find(|one| one.account == actor.person())?;
        Some(Scope {
            connections: one.connections.clone(),
            reader: actor.person().to_owned(),
            team: actor.role().allows(Permission::WriteRecords),
            patients: open.iter().map(|one| one.row).collect(),
        })
    }

    /// Opens a patient to this person, in place of what was open of that patient before; nothing where another one took the seat
    /// meanwhile.
    pub(crate) fn break_glass(&self, actor: &Actor, glass: Glass) -> Option<Vec<Gone>> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let theirs = inner
            .present()
            .is_some_and(|one| one.account == actor.person());
        if !theirs {
            return None;
        }
        let anew = |id| Gone {
            id,
            how: Over::Anew,
        };
        let before = inner.end(glass.patient).map(anew).collect();
        inner.glass.push(glass);
        Some(before)
    }

    /// Closes a patient again; what was open of them. The act that does it is their row.
    pub(crate) fn end_glass(&self, patient: Uuid) -> Vec<Uuid> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        inner.end(patient).collect()
    }

    /// What is open to this person now; nothing to one whose role may not break glass any more.
    pub(crate) fn glass(&self, actor: &Actor, now: i64) -> Vec<Glass> {
        let inner = self.read();
        let theirs = inner
            .present()
            .is_some_and(|one| one.account == actor.person());
        if !theirs || !breaks_glass(actor.role()) || actor.is_unattended() {
            return Vec::new();
        }
        let open = inner.glass.iter().filter(|one| one.holds(now));
        open.copied().collect()
    }

    /// The break-glass under which somebody does something: that of the patient, or the newest one where it is about
    /// nobody and the patient may be among what is read.
    pub(crate) fn under_glass(
        &self,
        actor: &Actor,
        patient: Option<Uuid>,
        needs: Permission,
        now: i64,
    ) -> Option<Uuid> {
        let open = self.glass(actor, now);
        let found = match patient {
            Some(patient) => open.iter().rfind(|one| one.patient == patient),
            None => open.last().filter(|_| reads(needs)),
        };
        found.map(|one| one.id)
    }
}
