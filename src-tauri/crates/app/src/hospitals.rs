//! Finding a hospital by name, in lists that vendors publish. A list comes from a file or an https
//! address somebody named; nothing is fetched by itself.

mod list;

use url::Url;
use wardbook_smart::{Http, fetch_list};
use wardbook_store::hospitals;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::failure::{Code, Fault};
use crate::live::USER_AGENT;
use crate::wire::hospital::{FindHospitals, Hospital, HospitalList, Hospitals, ImportHospitals};
use crate::wire::profile::Failure;

/// The largest list read; the largest published today have a few megabytes.
const LARGEST: u64 = 64 * 1024 * 1024;
const SHOWN: u32 = 30;

impl App {
    /// Brings a list in; one of the same name is replaced.
    pub async fn import_hospitals(
        &self,
        actor: &Actor,
        request: ImportHospitals,
    ) -> Result<HospitalList, Failure> {
        let act = Act::recorded("hospitals.import", Permission::ManageConnections);
        self.enter(actor, act, |pass| async move {
            let from = request.from.trim().to_owned();
            let (bytes, usual) = match Url::parse(&from) {
                Ok(url) if matches!(url.scheme(), "http" | "https") => {
                    let http = Http::new(USER_AGENT)
                        .map_err(|_| Fault::internal("setting up the network"))?;
                    let host = url.host_str().unwrap_or_default().to_owned();
                    (fetch_list(&http, &url).await?, host)
                }
                _ => {
                    let path = std::path::PathBuf::from(&from);
                    let usual = path
                        .file_stem()
                        .unwrap_or_default()
                        .to_string_lossy()
                        .into_owned();
                    (blocking(move || read(&path)).await?, usual)
                }
            };
            let name = request
                .name
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .unwrap_or(usual);
            let (rows, skipped) = blocking({
                let name = name.clone();
                move || list::read(&bytes, &name).ok_or_else(not_a_list)
            })
            .await?;
            if rows.is_empty() {
                return Err(not_a_list());
            }
            let list = name.clone();
            let kept = pass
                .write(move |tx| hospitals::replace(tx, &list, &rows))
                .await?;
            Ok(HospitalList {
                name,
                hospitals: u32::try_from(kept).unwrap_or(u32::MAX),
                skipped,
            })
        })
        .await
    }

    /// Hospitals by the beginnings of words of their names and places.
    pub async fn find_hospitals(
        &self,
        actor: &Actor,
        request: FindHospitals,
    ) -> Result<Hospitals, Failure> {
        let act = Act::unrecorded("hospitals.find", Permission::ManageConnections);
        self.enter(actor, act, |pass| async move {
            pass.read(move |_, c| {
                let (found, more) = hospitals::find(c, &request.text, SHOWN)?;
                let lists = hospitals::lists(c)?;
                Ok(Hospitals {
                    hospitals: found.into_iter().map(shown).collect(),
                    more,
                    lists: lists
                        .into_iter()
                        .map(|(name, count)| HospitalList {
                            name,
                            hospitals: u32::try_from(count).unwrap_or(u32::MAX),
                            skipped: 0,
                        })
                        .collect(),
                })
            })
            .await
        })
        .await
    }
}

fn shown(row: hospitals::Row) -> Hospital {
    Hospital {
        name: row.name,
        fhir_base: row.fhir_base,
        place: row.place,
        list: row.list,
    }
}

fn read(path: &std::path::Path) -> Result<Vec<u8>, Fault> {
    use std::io::Read as _;
    let cannot =
        |_| Fault::invalid("The file could not be read. Check its path and that you may open it.");
    let file = std::fs::File::open(path).map_err(cannot)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Fault::invalid(
            "The file is larger than any list of hospitals.",
        ));
    }
    Ok(bytes)
}

fn not_a_list() -> Fault {
    Fault::new(
        Code::InvalidRequest,
        "This is not a list of FHIR addresses. Vendors publish them as a FHIR Bundle of Endpoints and Organizations.",
    )
}
