//! Adding people, giving them roles and passwords, removing them.

use std::collections::BTreeSet;
use std::sync::Arc;

use uuid::Uuid;
use wardbook_store::people::{self, Changed, Password, SHORTEST_PASSWORD};
use wardbook_store::profile::Protection;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::roles;
use crate::wire::hidden::Hidden;
use crate::wire::person::{
    AddPerson, Person, PersonRef, PersonRole, SetPersonConnections, SetPersonPassword,
    SetPersonRole,
};
use crate::wire::profile::Failure;

/// Characters of an account or a name at most.
const LONGEST: usize = 64;

impl App {
    /// Adds somebody. The first one has to be an administrator, and is who is there afterwards.
    pub async fn add_person(
        &self,
        actor: &Actor,
        request: AddPerson,
    ) -> Result<Vec<Person>, Failure> {
        let id = self.new_id();
        let act = Act::recorded("person.add", Permission::ManagePeople)
            .about(id.to_string())
            .said(super::word(request.role));
        let by = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let account = sound(&request.account, "account")?;
            let name = sound(&request.name, "name")?;
            if account.contains(char::is_whitespace) {
                return Err(Fault::invalid(
                    "Write the account without spaces: it is typed to sign in.",
                ));
            }
            if pass.open().profile().protection() == Protection::Keyring {
                return Err(Fault::new(
                    Code::LockNeedsPassphrase,
                    "This profile is opened by the keyring alone, which is for one person. Set a passphrase in Settings first; then add people.",
                ));
            }
            let first = !pass.open().here().any();
            if first && request.role != PersonRole::Administrator {
                return Err(Fault::invalid(
                    "Add an administrator first: from then on only an administrator adds people.",
                ));
            }
            let password = pass.kept(request.password).await?;
            let by = pass.by(by);
            let who = people::Person {
                uuid: id,
                account,
                name,
                role: super::word(request.role).to_owned(),
                connections: None,
                added_by: by.person.clone(),
                created_at: by.at,
            };
            pass.write(move |tx| people::add(tx, &who, &password, &by))
                .await
                .map_err(|fault| match fault.code {
                    Code::NameTaken => Fault::new(
                        Code::NameTaken,
                        "Somebody has that account already. Choose another one.",
                    ),
                    _ => fault,
                })?;
            pass.people_changed_with(first.then_some(id)).await?;
            pass.everybody().await
        })
        .await
    }

    /// Gives somebody another role, from their next request on.
    pub async fn set_person_role(
        &self,
        actor: &Actor,
        request: SetPersonRole,
    ) -> Result<Vec<Person>, Failure> {
        let act =
            Act::recorded("person.role", Permission::ManagePeople).said(super::word(request.role));
        let (act, person) = self.about_person(act, &request.person);
        self.enter(actor, act, |pass| async move {
            let person = person.ok_or_else(nobody)?;
            let changed = pass
                .write(move |tx| people::set_role(tx, person, super::word(request.role)))
                .await?;
            pass.after(changed).await
        })
        .await
    }

    /// Lets somebody see chosen connections, or all, from their next request on.
    pub async fn set_person_connections(
        &self,
        actor: &Actor,
        request: SetPersonConnections,
    ) -> Result<Vec<Person>, Failure> {
        let act = Act::recorded("person.connections", Permission::ManagePeople);
        let act = match &request.connections {
            Some(chosen) => act.said(format!("{} chosen", chosen.len())),
            None => act.said("all"),
        };
        let (act, person) = self.about_person(act, &request.person);
        self.enter(actor, act, |pass| async move {
            let person = person.ok_or_else(nobody)?;
            let chosen = match request.connections {
                None => None,
                Some(named) => {
                    let mut chosen = BTreeSet::new();
                    for one in named {
                        chosen.insert(pass.connection(&one).await?.id);
                    }
                    Some(chosen)
                }
            };
            let changed = pass
                .write(move |tx| people::set_connections(tx, person, chosen.as_ref()))
                .await?;
            pass.after(changed).await
        })
        .await
    }

    /// Removes somebody: they sign in no more. What they did keeps their name.
    pub async fn remove_person(
        &self,
        actor: &Actor,
        request: PersonRef,
    ) -> Result<Vec<Person>, Failure> {
        let act = Act::recorded("person.remove", Permission::ManagePeople);
        let (act, person) = self.about_person(act, &request.person);
        self.enter(actor, act, |pass| async move {
            let person = person.ok_or_else(nobody)?;
            let at = pass.app().now();
            let changed = pass.write(move |tx| people::remove(tx, person, at)).await?;
            pass.after(changed).await
        })
        .await
    }

    /// Another password: one's own by the old one, anybody's by an administrator.
    pub async fn set_person_password(
        &self,
        actor: &Actor,
        request: SetPersonPassword,
    ) -> Result<(), Failure> {
        let needs = match self.opened() {
            Ok(open)
                if open.here().present().is_some()
                    && open.here().named(&request.person) == open.here().present() =>
            {
                Permission::UseProfile
            }
            _ => Permission::ManagePeople,
        };
        let act = Act::recorded("person.password", needs);
        let (act, person) = self.about_person(act, &request.person);
        self.enter(actor, act, |pass| async move {
            let person = person.ok_or_else(nobody)?;
            if pass.open().here().present() == Some(person) {
                let old = request.old.ok_or_else(|| {
                    Fault::invalid("Give your old password too: it shows that it is you.")
                })?;
                let account = pass.open().here().account(person).ok_or_else(nobody)?;
                pass.try_password(account, old).await?;
            }
            let password = pass.kept(request.password).await?;
            match pass
                .write(move |tx| people::set_password(tx, person, &password))
                .await?
            {
                Changed::Done => Ok(()),
                Changed::Nobody | Changed::LastAdministrator => Err(nobody()),
            }
        })
        .await
    }

    /// The act with whom it is about, and who that is.
    fn about_person(&self, act: Act, named: &str) -> (Act, Option<Uuid>) {
        let person = self.opened().ok().and_then(|open| open.here().named(named));
        match person {
            Some(person) => (act.about(person.to_string()), Some(person)),
            None => (act, None),
        }
    }
}

fn nobody() -> Fault {
    Fault::new(
        Code::PersonNotFound,
        "There is no such person on this workstation. See the list of people.",
    )
}

/// A text that can be typed and read.
fn sound(text: &str, what: &str) -> Result<String, Fault> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= LONGEST;
    if fits && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(Fault::invalid(format!(
        "Give the {what}, at most {LONGEST} letters."
    )))
}

impl Pass {
    /// A password as it is kept.
    async fn kept(&self, text: Hidden) -> Result<Password, Fault> {
        if text.expose().chars().count() < SHORTEST_PASSWORD {
            return Err(Fault::invalid(format!(
                "A password has at least {SHORTEST_PASSWORD} characters."
            )));
        }
        let tuned = Arc::clone(&self.app().options().stretch);
        let before = self.read(|_, c| people::stretch(c)).await?;
        blocking(move || {
            let stretch = before.map_or_else(|| tuned(), |before| before.again());
            let stretch = stretch.map_err(|error| Fault::from(&error))?;
            Password::new(&stretch, text.expose()).map_err(|error| Fault::from(&error))
        })
        .await
    }

    async fn after(&self, changed: Changed) -> Result<Vec<Person>, Fault> {
        match changed {
            Changed::Done => {
                self.people_changed().await?;
                self.everybody().await
            }
            Changed::Nobody => Err(nobody()),
            Changed::LastAdministrator => Err(Fault::new(
                Code::LastAdministrator,
                format!(
                    "Nobody else could add people then. Make somebody else {} first.",
                    roles::could(Permission::ManagePeople)
                ),
            )),
        }
    }
}
