//! Lists of patients: the person's own, and those that an EHR keeps, as they were when read. Refuses to say that
//! a list is empty because nobody on it is here: who is missing is told with it.

use std::collections::HashSet;

use uuid::Uuid;
use wardbook_store::own::Mark;
use wardbook_store::patients::{self, Kept};
use wardbook_store::rusqlite::{Connection, Transaction};
use wardbook_store::{StoreError, ward_lists};
use wardbook_sync::{FoundLists, WardList};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::{Code, Fault};
use crate::patients::{Listing, PAGE};
use crate::wire::own::{FetchLists, FetchedLists, ListRef, OwnList, OwnListKind, ReadList};
use crate::wire::patient::PatientPage;
use crate::wire::profile::Failure;
use crate::wire::sync::Change;
use crate::wire::uuid;

fn no_list() -> Fault {
    Fault::new(
        Code::RecordNotFound,
        "There is no such list on this workstation. Read the EHR's lists again.",
    )
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl App {
    /// Every list there is: the person's own, then those of the EHRs.
    pub async fn own_lists(&self, actor: &Actor) -> Result<Vec<OwnList>, Failure> {
        let act = Act::unrecorded("lists", Permission::ListPatients);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            pass.read(move |_, c| {
                let mut lists = Vec::new();
                for (id, kind, kept) in own(&person) {
                    let (here, _) = patients::page_of(c, kept, "", 0, 0)?;
                    lists.push(OwnList {
                        id: id.to_owned(),
                        kind,
                        title: None,
                        here: u32::try_from(here).unwrap_or(u32::MAX),
                        members: None,
                        missing: Vec::new(),
                        connection: None,
                        connection_name: None,
                        as_of: None,
                    });
                }
                lists.extend(of_ehrs(c, None)?);
                Ok(lists)
            })
            .await
        })
        .await
    }

    /// A page of one.
    pub async fn read_list(
        &self,
        actor: &Actor,
        request: ReadList,
    ) -> Result<PatientPage, Failure> {
        let act = if request.text.trim().is_empty() {
            Act::unrecorded("lists.read", Permission::ListPatients)
        } else {
            Act::recorded("patients.search", Permission::ListPatients)
        };
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let page = pass
                .read(move |_, c| {
                    let kept = own(&person)
                        .into_iter()
                        .find(|(id, _, _)| *id == request.list)
                        .map(|(_, _, kept)| kept);
                    let kept = match kept {
                        Some(kept) => kept,
                        None => match named(c, &request.list)? {
                            Some(list) => Kept::WardList(list.id),
                            None => return Ok(None),
                        },
                    };
                    let limit = u64::from(request.limit.min(PAGE));
                    let from = u64::from(request.offset);
                    let (total, rows) = patients::page_of(c, kept, &request.text, from, limit)?;
                    crate::patients::page(c, total, &rows).map(Some)
                })
                .await?;
            page.ok_or_else(no_list)
        })
        .await
    }

    /// Reads the lists that an EHR keeps, and keeps them here.
    pub async fn fetch_lists(
        &self,
        actor: &Actor,
        request: FetchLists,
    ) -> Result<FetchedLists, Failure> {
        let act = Act::recorded("lists.fetch", Permission::FindAtEhr);
        self.enter(actor, act, |pass| async move {
            let live = pass.live(&request.connection).await?;
            live.must_be_signed_in()?;
            let found = match &request.group {
                None => {
                    let capabilities = live.capabilities(&pass).await?;
                    wardbook_sync::ward_lists(&live.client, &capabilities).await?
                }
                Some(id) => {
                    let list = wardbook_sync::ward_group(&live.client, id.trim()).await?;
                    let list = list.ok_or_else(|| {
                        Fault::invalid("This group does not name patients, or is not in use.")
                    })?;
                    FoundLists {
                        lists: vec![list],
                        ..FoundLists::default()
                    }
                }
            };
            let (connection, at) = (live.id, pass.app().now());
            let ids: Vec<Uuid> = found.lists.iter().map(|_| pass.app().new_id()).collect();
            let FoundLists {
                lists,
                whole,
                notes,
            } = found;
            pass.write(move |tx| keep(tx, connection, &lists, &whole, ids, at))
                .await?;
            pass.app().tell(Change::Patients);
            let lists = pass.read(move |_, c| of_ehrs(c, Some(connection))).await?;
            Ok(FetchedLists { lists, notes })
        })
        .await
    }

    /// Forgets a list of an EHR here; the patients stay, and so does the list at the EHR.
    pub async fn forget_list(&self, actor: &Actor, request: ListRef) -> Result<(), Failure> {
        let act = Act::recorded("lists.forget", Permission::ListPatients);
        self.enter(actor, act, |pass| async move {
            let list = pass.read(move |_, c| named(c, &request.list)).await?;
            let list = list.ok_or_else(no_list)?;
            pass.write(move |tx| ward_lists::remove(tx, list.id))
                .await?;
            pass.app().tell(Change::Patients);
            Ok(())
        })
        .await
    }
}

/// The person's own.
fn own(person: &str) -> [(&'static str, OwnListKind, Kept<'_>); 3] {
    [
        ("mine", OwnListKind::Mine, Kept::Marked(person, Mark::Mine)),
        (
            "starred",
            OwnListKind::Starred,
            Kept::Marked(person, Mark::Starred),
        ),
        ("recent", OwnListKind::Recent, Kept::Recent),
    ]
}

fn named(c: &Connection, id: &str) -> Result<Option<ward_lists::Row>, StoreError> {
    match uuid(id) {
        Some(id) => ward_lists::get(c, id),
        None => Ok(None),
    }
}

/// Those of the EHRs, or of one of them.
fn of_ehrs(c: &Connection, only: Option<i64>) -> Result<Vec<OwnList>, StoreError> {
    let listing = Listing::new(c)?;
    let mut lists = Vec::new();
    for row in ward_lists::all(c)? {
        if only.is_some_and(|only| only != row.connection) {
            continue;
        }
        let members = ward_lists::members(c, row.id)?.len();
        let missing = ward_lists::missing(c, row.id)?;
        let connection = listing.connections.get(&row.connection);
        lists.push(OwnList {
            id: row.uuid.to_string(),
            kind: OwnListKind::Ward,
            title: row.title,
            here: small(members - missing.len().min(members)),
            members: Some(small(members)),
            missing,
            connection: connection.map(|one| one.uuid.to_string()),
            connection_name: connection.map(|one| one.name.clone()),
            as_of: Some(row.fetched_at as f64),
        });
    }
    Ok(lists)
}

/// Writes what came. A list is taken away only where all of its type came and it was not among them.
fn keep(
    tx: &Transaction<'_>,
    connection: i64,
    lists: &[WardList],
    whole: &[&'static str],
    ids: Vec<Uuid>,
    at: i64,
) -> Result<(), StoreError> {
    let mut kept = HashSet::new();
    for (list, uuid) in lists.iter().zip(ids) {
        let row = ward_lists::Row {
            id: 0,
            uuid,
            connection,
            resource_type: list.resource_type.clone(),
            fhir_id: list.fhir_id.clone(),
            title: list.title.clone(),
            fetched_at: at,
        };
        kept.insert(ward_lists::put(tx, &row, &list.members)?);
    }
    for row in ward_lists::all(tx)? {
        let gone = whole.contains(&row.resource_type.as_str()) && !kept.contains(&row.id);
        if row.connection == connection && gone {
            ward_lists::remove(tx, row.id)?;
        }
    }
    Ok(())
}
