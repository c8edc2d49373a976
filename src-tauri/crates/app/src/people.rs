//! Who uses this workstation, and who of them is there. Where nobody was added there is one person, the owner, who may do
//! everything. From the first one on (an administrator) every request is that of whoever has signed in to the open profile,
//! with what their role may; who has not, may open and lock it and nothing else. The key of the profile is not theirs:
//! whoever is not permitted reads nothing through the program, but the profile's own protection keeps it from others.

mod changing;
pub(crate) mod glass;
mod here;
pub(crate) mod over;

pub(crate) use here::Here;
pub(crate) use over::Over;

use std::collections::BTreeSet;

use uuid::Uuid;
use wardbook_store::{connections, people};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::audit::SIGN_IN;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::wire::hidden::Hidden;
use crate::wire::person::{Person, PersonRole, SignPersonIn};
use crate::wire::profile::{Failure, ProfileState};
use crate::wire::sync::Change;

/// A role as the store and the table of roles name it.
pub(crate) fn word(role: PersonRole) -> &'static str {
    match role {
        PersonRole::Clinician => "clinician",
        PersonRole::Nurse => "nurse",
        PersonRole::Coder => "coder",
        PersonRole::Auditor => "auditor",
        PersonRole::Administrator => people::ADMINISTRATOR,
    }
}

fn role(word: &str) -> Result<PersonRole, Fault> {
    match word {
        "clinician" => Ok(PersonRole::Clinician),
        "nurse" => Ok(PersonRole::Nurse),
        "coder" => Ok(PersonRole::Coder),
        "auditor" => Ok(PersonRole::Auditor),
        people::ADMINISTRATOR => Ok(PersonRole::Administrator),
        _ => Err(Fault::internal("reading a person's role")),
    }
}

impl App {
    /// Everybody.
    pub async fn list_people(&self, actor: &Actor) -> Result<Vec<Person>, Failure> {
        let act = Act::unrecorded("people.list", Permission::ManagePeople);
        self.enter(actor, act, |pass| async move { pass.everybody().await })
            .await
    }

    /// Says who is there: from now on requests are theirs. Wrong passwords are slowed down, each is a row.
    pub async fn sign_person_in(
        &self,
        actor: &Actor,
        request: SignPersonIn,
    ) -> Result<ProfileState, Failure> {
        let act = Act::recorded(SIGN_IN, Permission::UseProfile);
        let act = match self.opened() {
            Ok(open) => match open.here().of_account(&request.account) {
                Some((person, account)) => act.about(person.to_string()).said(account),
                None => act.about("unknown account"),
            },
            Err(_) => act,
        };
        let seat = actor.clone();
        self.enter(actor, act, |pass| async move {
            let account = request.account.trim().to_owned();
            let person = pass.try_password(account, request.password).await?;
            let gone = pass.open().here().set_present(Some(person), Over::Left);
            pass.glass_is_over(gone).await?;
            pass.app().tell(Change::Profile);
            Ok(pass.app().state_of(pass.open(), &seat))
        })
        .await
    }

    /// Nobody is there any more; the profile stays open.
    pub async fn sign_person_out(&self, actor: &Actor) -> Result<ProfileState, Failure> {
        let act = Act::recorded("person.sign-out", Permission::UseProfile);
        let seat = actor.clone();
        self.enter(actor, act, |pass| async move {
            let gone = pass.open().here().set_present(None, Over::Left);
            pass.glass_is_over(gone).await?;
            pass.app().tell(Change::Profile);
            Ok(pass.app().state_of(pass.open(), &seat))
        })
        .await
    }
}

fn wrong() -> Fault {
    Fault::new(
        Code::WrongPassword,
        "This account and password do not belong together. Check both; capital letters count in the password.",
    )
}

impl Pass {
    /// Tries a password of an account; whose it is.
    async fn try_password(&self, account: String, text: Hidden) -> Result<Uuid, Fault> {
        let now = self.app().now();
        // Counted as wrong before it is looked at, so that many at once are no more than one after the other. An account
        // that nobody has is tried, counted and slowed down too: whether it exists is nobody's business who does not
        // know its password.
        let found = self
            .write(move |tx| {
                let found = people::trial(tx, &account)?;
                if let Some(trial) = found.as_ref().filter(|trial| trial.wait(now) == 0) {
                    people::tried(tx, trial, false, now)?;
                }
                Ok(found)
            })
            .await?;
        let trial = found.ok_or_else(wrong)?;
        let wait = trial.wait(now);
        if wait > 0 {
            let seconds = (wait + 999) / 1000;
            return Err(Fault::new(
                Code::TooManyTries,
                format!(
                    "Too many wrong passwords. Wait {seconds} seconds, or have an administrator set another password."
                ),
            ));
        }
        let (trial, whose) = blocking(move || {
            let whose = trial.whose(text.expose());
            Ok((trial, whose.map_err(|error| Fault::from(&error))?))
        })
        .await?;
        let person = whose.ok_or_else(wrong)?;
        self.write(move |tx| people::tried(tx, &trial, true, now))
            .await?;
        Ok(person)
    }

    /// Everybody, and who of them is there.
    async fn everybody(&self) -> Result<Vec<Person>, Fault> {
        let (found, known) = self
            .read(|_, c| Ok((people::list(c)?, connections::list(c)?)))
            .await?;
        let named = |keys: BTreeSet<i64>| {
            let theirs = known.iter().filter(|row| keys.contains(&row.id));
            theirs.map(|row| row.uuid.to_string()).collect()
        };
        let present = self.open().here().present();
        found
            .into_iter()
            .map(|one| {
                Ok(Person {
                    id: one.uuid.to_string(),
                    here: present == Some(one.uuid),
                    role: role(&one.role)?,
                    connections: one.connections.map(named),
                    account: one.account,
                    name: one.name,
                    added_by: one.added_by,
                    created_at: one.created_at as f64,
                })
            })
            .collect()
    }

    /// Reads who there is anew, after a change of it.
    async fn people_changed(&self) -> Result<(), Fault> {
        self.people_changed_with(None).await
    }

    /// The same; the first of them is there at once, so that there is nobody in between who may not go on.
    async fn people_changed_with(&self, first: Option<Uuid>) -> Result<(), Fault> {
        let people = self.read(|_, c| people::list(c)).await?;
        let gone = self.open().here().set(people, first);
        self.glass_is_over(gone).await?;
        self.app().tell(Change::Profile);
        Ok(())
    }
}
