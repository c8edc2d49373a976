//! One file of an export: its lines taken in a few hundred at a time, each with its place in the file
//! in one transaction. Cut off, it is opened again, and the lines that are here are passed over; if
//! they are other lines than before, it is read anew.

use std::collections::BTreeMap;

use bytes::Bytes;
use futures::FutureExt;
use serde::Deserialize;
use wardbook_fhir::project::{Owner, project};
use wardbook_fhir::{FetchError, Lines, NextLink, UnreadableStep};
use wardbook_store::ledger::{self, State};
use wardbook_store::records;

use super::super::ask::Trouble;
use super::super::handing::Came;
use super::super::verdict::{Ending, Verdict, judge};
use super::super::{Halt, Running, a_few};
use super::job::FileMark;
use super::outcomes::LeftOut;
use crate::checkpoint::fingerprint;
use crate::plan::PEOPLE;
use crate::reason;

/// Lines committed together.
const LINES: usize = 500;
/// Bytes committed together.
const BYTES: usize = 4 * 1024 * 1024;
/// Files under way at one time.
const FILES: usize = 2;

/// What came between two commits.
#[derive(Default)]
struct SomeLines {
    /// By patient, where the record does not say whose it is and we know.
    bodies: BTreeMap<Option<i64>, Vec<Bytes>>,
    lines: usize,
    bytes: usize,
}

impl Running<'_> {
    /// Takes every file in that is not here yet; gives their rows, and what was left out.
    /// They hold what was so at `asked_at` or later.
    pub(super) async fn files(&self, asked_at: i64) -> Result<(Vec<ledger::Row>, LeftOut), Halt> {
        let rows = self.file_rows().await?;
        let (last, first): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .filter(|row| row.state != State::Complete)
            .partition(|row| row.read.ends_with(":Provenance"));
        for rows in [first, last] {
            self.board
                .planned(self.now(), rows.iter().map(|_| &PEOPLE), false);
            let run = |row: ledger::Row| self.file(row, asked_at).boxed();
            a_few(rows, FILES, run, |()| {}).await?;
        }
        let rows = self.file_rows().await?;
        let mut left_out = LeftOut::default();
        for row in &rows {
            let Some(mark) = FileMark::parse(row).filter(|mark| mark.remarks) else {
                continue;
            };
            // Remarks that cannot be read may say anything.
            left_out.anybody |= row.state != State::Complete;
            left_out.add(mark.left_out);
        }
        Ok((rows, left_out))
    }

    async fn file(&self, mut row: ledger::Row, asked_at: i64) -> Result<(), Halt> {
        let Some(mut mark) = FileMark::parse(&row) else {
            return Ok(());
        };
        let ended = self.all_lines(&mut row, &mut mark, asked_at).await;
        let (state, said) = match ended {
            Ok(()) => (State::Complete, None),
            Err(Trouble::Halt(halt)) => return Err(halt),
            Err(Trouble::End(ending)) => (State::Failed, Some((ending.code, ending.reason))),
            Err(Trouble::Restart | Trouble::Empty) => {
                let reason = "The EHR no longer has this file.".to_owned();
                (State::Failed, Some((reason::EXPIRED, reason)))
            }
        };
        row.state = state;
        row.as_of = (state == State::Complete).then(|| self.sync.clock.now());
        (row.reason_code, row.reason) = match said {
            Some((code, words)) => (Some(code.to_owned()), Some(words)),
            None if mark.unowned > 0 => {
                let words = format!(
                    "{} do not say whose they are; asked for again.",
                    mark.unowned
                );
                (Some(reason::EXPORT_INCOMPLETE.to_owned()), Some(words))
            }
            None => (
                None,
                mark.left_out.words.clone().filter(|said| !said.is_empty()),
            ),
        };
        row.checkpoint = mark.to_column();
        row.updated_at = self.sync.clock.now();
        self.board.read_done(self.now(), PEOPLE, state);
        self.write(move |tx| ledger::put(tx, &row)).await
    }

    async fn all_lines(
        &self,
        row: &mut ledger::Row,
        mark: &mut FileMark,
        asked_at: i64,
    ) -> Result<(), Trouble> {
        let client = &self.sync.client;
        let url = NextLink::from_checkpoint(mark.url.clone());
        let mut tried = 0;
        loop {
            let before = mark.lines;
            let mut lines = self.ask(|| client.lines(&url, mark.with_token)).await?;
            let error = match self.beyond_its_place(&mut lines, row, mark, asked_at).await {
                Ok(Ok(())) => break,
                Ok(Err(error)) => error,
                Err(halt) => return Err(halt.into()),
            };
            tried = if mark.lines > before { 1 } else { tried + 1 };
            let wait = self
                .sync
                .options
                .patience
                .wait(tried, self.sync.chance.draw());
            match judge(&error) {
                Verdict::End(ending) => return Err(Trouble::End(ending)),
                Verdict::SignInLost => return Err(Halt::SignInLost(error.message()).into()),
                _ if tried >= self.sync.options.patience.tries => {
                    return Err(Trouble::End(super::super::verdict::ending(
                        &error,
                        State::Failed,
                        error.code(),
                    )));
                }
                _ => self.sleep(wait, error.message()).await?,
            }
        }
        match row.expected {
            Some(said) if mark.lines < said => {
                let reason = format!("The file holds {} of the {said} it should.", mark.lines);
                Err(Trouble::End(Ending::new(
                    State::Failed,
                    reason::EXPORT_INCOMPLETE,
                    reason,
                )))
            }
            _ => Ok(()),
        }
    }

    /// Passes over the lines that are here and takes the others in.
    async fn beyond_its_place(
        &self,
        lines: &mut Lines,
        row: &mut ledger::Row,
        mark: &mut FileMark,
        asked_at: i64,
    ) -> Result<Result<(), FetchError>, Halt> {
        let mut trail = 0;
        for _ in 0..mark.lines {
            match self.line(lines).await? {
                Ok(Some(line)) => trail = step(trail, &line),
                Ok(None) => break,
                Err(error) => return Ok(Err(error)),
            }
        }
        if trail != mark.trail {
            tracing::info!("a file of an export is another one than before; it is read anew");
            (mark.lines, mark.trail, mark.unowned) = (0, 0, 0);
            mark.left_out = LeftOut::default();
            row.count = 0;
            row.quarantined = 0;
            let step = UnreadableStep::JsonCut;
            return Ok(Err(FetchError::Unreadable { step }));
        }
        let mut some = SomeLines::default();
        loop {
            let line = match self.line(lines).await? {
                Ok(line) => line,
                Err(error) => {
                    self.commit_lines(row, mark, &mut some, asked_at).await?;
                    return Ok(Err(error));
                }
            };
            let Some(line) = line else {
                self.commit_lines(row, mark, &mut some, asked_at).await?;
                return Ok(Ok(()));
            };
            mark.trail = step(mark.trail, &line);
            mark.lines += 1;
            some.lines += 1;
            some.bytes += line.len();
            self.sort_in(mark, &mut some, line).await?;
            if some.lines >= LINES || some.bytes >= BYTES {
                self.commit_lines(row, mark, &mut some, asked_at).await?;
                self.pass().await?;
            }
        }
    }

    async fn line(&self, lines: &mut Lines) -> Result<Result<Option<Bytes>, FetchError>, Halt> {
        tokio::select! {
            biased;
            () = self.control.cancelled() => Err(Halt::Cancelled),
            line = lines.next() => Ok(line),
        }
    }

    async fn sort_in(
        &self,
        mark: &mut FileMark,
        some: &mut SomeLines,
        line: Bytes,
    ) -> Result<(), Halt> {
        if mark.remarks {
            mark.left_out.read(&line);
            return Ok(());
        }
        let not_said = project(&line).is_ok_and(|found| found.owner == Owner::NotSaid);
        let patient = if not_said {
            let Some(patient) = self.whose(&line).await? else {
                mark.unowned += 1;
                return Ok(());
            };
            Some(patient)
        } else {
            None
        };
        some.bodies.entry(patient).or_default().push(line);
        Ok(())
    }

    /// Whose a record is that is about other records.
    async fn whose(&self, line: &[u8]) -> Result<Option<i64>, Halt> {
        #[derive(Deserialize)]
        struct About {
            #[serde(default)]
            target: Vec<To>,
        }
        #[derive(Deserialize)]
        struct To {
            reference: Option<String>,
        }
        let about: Option<About> = serde_json::from_slice(line).ok();
        let targets: Vec<(String, String)> = about
            .into_iter()
            .flat_map(|about| about.target)
            .filter_map(|to| {
                let reference = to.reference?;
                let mut parts = reference.rsplit('/');
                let (id, kind) = (parts.next()?, parts.next()?);
                Some((kind.to_owned(), id.to_owned()))
            })
            .collect();
        let connection = self.connection;
        self.read(move |c| {
            for (kind, id) in targets {
                let found = records::find(c, connection, &kind, &id)?;
                if let Some(patient) = found.and_then(|row| row.patient) {
                    return Ok(Some(patient));
                }
            }
            Ok(None)
        })
        .await
    }

    async fn commit_lines(
        &self,
        row: &mut ledger::Row,
        mark: &FileMark,
        some: &mut SomeLines,
        asked_at: i64,
    ) -> Result<(), Halt> {
        let some = std::mem::take(some);
        row.count = mark.lines;
        row.updated_at = self.sync.clock.now();
        self.board
            .received(self.now(), PEOPLE, some.lines as u64, some.bytes as u64);
        // The place in the file goes in with the last of them: cut off before, all come again.
        let mut groups: Vec<_> = some.bodies.into_iter().collect();
        let last = groups.pop().unwrap_or_default();
        for (patient, bodies) in groups {
            row.quarantined += self
                .take_in(patient, Came { asked_at, bodies }, None)
                .await?;
        }
        row.checkpoint = mark.to_column();
        let (patient, bodies) = last;
        let came = Came { asked_at, bodies };
        row.quarantined += self.take_in(patient, came, Some(row.clone())).await?;
        Ok(())
    }
}

fn step(trail: u64, line: &[u8]) -> u64 {
    fingerprint(line).wrapping_add(trail.rotate_left(7))
}
