//! What documents point to: fetched as FHIR Binary from this server, each once. What cannot be here
//! is counted with its reason and never stops the rest.

use std::collections::{BTreeMap, BTreeSet};

use futures::FutureExt as _;
use tokio::sync::{Semaphore, SemaphorePermit};
use wardbook_fhir::pointed::Attachment;
use wardbook_store::ledger::{self, State};

use super::ask::Trouble;
use super::handing::Came;
use super::pieces::{BINARY, Documents, Piece, SMALL};
use super::reads::Asked;
use super::{Halt, Running, a_few, lock};
use crate::attachments::Leads;
use crate::ingest::{Pointed, Receipt};
use crate::reason;

/// Small pieces of one patient, in bytes, that may wait for the disk while the next patient's are asked for.
const SMALL_TOGETHER: u64 = 1024 * 1024;

const FHIR_JSON: &str = "application/fhir+json";

/// Pieces that were handed over together.
struct OnTheWay {
    receipt: Receipt,
    pieces: u64,
    bytes: u64,
}

/// What became of a patient's content.
#[derive(Default)]
struct Tally {
    here: u64,
    /// How many are not here, by reason in words.
    missing: BTreeMap<String, u64>,
    /// How many of those failed in a way that may pass.
    passing: u64,
    aside: u32,
}

impl Running<'_> {
    /// Fetches what a patient's documents point to and is not here yet; gives the ledger's row of it. `pointed`: where
    /// they need not be looked at for it.
    pub(super) async fn content(
        &self,
        patient: i64,
        pointed: Option<&[Attachment]>,
    ) -> Result<Option<ledger::Row>, Halt> {
        let offered = self.capabilities.supports(BINARY, "read");
        if !offered || !self.sync.granted.allows(BINARY) {
            return Ok(None);
        }
        let asked = self.content_asked.acquire().await;
        let mut place = Some(asked.map_err(|_| Halt::Cancelled)?);
        let began = self.sync.clock.now();
        let mut planned = false;
        let mut tally = self
            .pieces(patient, pointed, &mut planned, &mut place)
            .await?;
        if tally.passing > 0 && !lock(&self.hopeless).contains(BINARY) {
            // What is here by now is not asked for again.
            tally = self
                .pieces(patient, pointed, &mut planned, &mut place)
                .await?;
            if tally.passing > 0 {
                lock(&self.hopeless).insert(BINARY.to_owned());
            }
        }
        drop(place);
        let missing: u64 = tally.missing.values().sum();
        let connection = self.connection;
        // Where no document points to anything there is nothing to be complete: the documents may have been
        // refused. Only a row from before is brought up to date.
        if tally.here + missing + u64::from(tally.aside) == 0 {
            let before = self
                .read(move |c| ledger::get(c, connection, patient, BINARY))
                .await?;
            if before.is_none() {
                return Ok(None);
            }
        }
        let mut row = ledger::Row::new(connection, patient, "notes", BINARY);
        row.state = if missing == 0 {
            State::Complete
        } else {
            State::Partial
        };
        row.count = tally.here;
        row.expected = Some(tally.here + missing + u64::from(tally.aside));
        row.as_of = Some(began);
        row.quarantined = tally.aside;
        row.updated_at = self.sync.clock.now();
        if missing > 0 {
            row.reason_code = Some(reason::CONTENT_MISSING.to_owned());
            let parts: Vec<String> = tally
                .missing
                .iter()
                .map(|(why, n)| format!("{n}: {why}"))
                .collect();
            row.reason = Some(format!("{missing} not here. {}", parts.join(" ")));
        }
        if planned {
            self.board.read_done(self.now(), "notes", State::Complete);
        }
        Ok(Some(row))
    }

    /// The same while the pages that point to it are on their way to the disk, once all of them are prepared. Nothing
    /// where that cannot be, or more pages follow: then it is asked for after those.
    pub(super) async fn content_meanwhile(
        &self,
        patient: i64,
        pointed: Option<Pointed>,
        asked: &Asked<'_>,
    ) -> Result<Option<Option<ledger::Row>>, Halt> {
        let Some(pointed) = pointed else {
            return Ok(None);
        };
        match pointed.await {
            Ok(attachments) if !asked.more_follows() => {
                self.content(patient, Some(&attachments)).await.map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Everything the patient's documents point to, once. `planned`: whether the screen was told of it. `place`: given
    /// back as soon as everything was asked for and little is on its way to the disk; kept where something failed that
    /// gets another chance.
    async fn pieces(
        &self,
        patient: i64,
        pointed: Option<&[Attachment]>,
        planned: &mut bool,
        place: &mut Option<SemaphorePermit<'_>>,
    ) -> Result<Tally, Halt> {
        let mut tally = Tally::default();
        let mut documents = Documents::of(patient, pointed);
        loop {
            let (step, last) = self.step(&mut documents).await?;
            if !step.is_empty() && !*planned {
                *planned = true;
                self.board
                    .planned(self.now(), std::iter::once(&"notes"), false);
            }
            // What two documents point to is asked for once: the second finds it here.
            let mut asked = BTreeSet::new();
            let (first, again): (Vec<_>, Vec<_>) = step
                .into_iter()
                .partition(|one| asked.insert(one.name().to_owned()));
            let on_the_way = self.ask_for(patient, first, &mut tally).await?;
            let bytes: u64 = on_the_way.iter().map(|some| some.bytes).sum();
            let over = last && again.is_empty() && tally.passing == 0;
            if over && bytes <= SMALL_TOGETHER {
                drop(place.take());
            }
            self.on_disk(on_the_way, &mut tally).await?;
            let again = self.looked_up(again).await?;
            let on_the_way = self.ask_for(patient, again, &mut tally).await?;
            self.on_disk(on_the_way, &mut tally).await?;
            if last {
                return Ok(tally);
            }
        }
    }

    /// Fetches what is not here, a few at a time; gives what is on its way to the disk.
    async fn ask_for(
        &self,
        patient: i64,
        pieces: Vec<Piece>,
        tally: &mut Tally,
    ) -> Result<Vec<OnTheWay>, Halt> {
        let (mut on_the_way, pieces) = self.small_together(patient, pieces).await?;
        let asking = Semaphore::new(self.sync.options.requests.max(1));
        let asking = &asking;
        let fetch = |piece: Piece| {
            async move {
                let mut one = Tally::default();
                let _asks = asking.acquire().await.map_err(|_| Halt::Cancelled)?;
                match self.piece(patient, piece, &mut one).await? {
                    Some(large) if large.bytes > SMALL => {
                        one.is_durable(self.durable(large.receipt).await?, 1);
                        Ok((one, None))
                    }
                    // One that only waits for the disk keeps nobody from asking.
                    small => Ok((one, small)),
                }
            }
            .boxed()
        };
        let all = pieces.len();
        a_few(pieces, all, fetch, |(one, handed)| {
            tally.add(one);
            on_the_way.extend(handed);
        })
        .await?;
        Ok(on_the_way)
    }

    /// Fetches small pieces, several in one request where the server takes that; gives what has to be asked for by itself.
    async fn small_together(
        &self,
        patient: i64,
        pieces: Vec<Piece>,
    ) -> Result<(Vec<OnTheWay>, Vec<Piece>), Halt> {
        let most = self.batch_of();
        let fits = |piece: &Piece| most > 1 && piece.is_small();
        let (small, mut alone): (Vec<_>, Vec<_>) = pieces.into_iter().partition(fits);
        let mut batches: Vec<Vec<Piece>> = Vec::new();
        let mut bytes = 0;
        for piece in small {
            let size = piece.attachment.size.unwrap_or(SMALL);
            match batches.last_mut() {
                Some(batch) if batch.len() < most && bytes + size <= SMALL_TOGETHER => {
                    batch.push(piece);
                    bytes += size;
                }
                _ => {
                    batches.push(vec![piece]);
                    bytes = size;
                }
            }
        }
        let (one, several): (Vec<_>, Vec<_>) = batches.into_iter().partition(|b| b.len() == 1);
        alone.extend(one.into_iter().flatten());
        let ask = |batch| self.batch_of_pieces(patient, batch).boxed();
        let mut on_the_way = Vec::new();
        let at_once = self.sync.options.requests.max(1);
        a_few(several, at_once, ask, |(handed, unanswered)| {
            on_the_way.extend(handed);
            alone.extend(unanswered);
        })
        .await?;
        Ok((on_the_way, alone))
    }

    async fn batch_of_pieces(
        &self,
        patient: i64,
        batch: Vec<Piece>,
    ) -> Result<(Option<OnTheWay>, Vec<Piece>), Halt> {
        let ids: Vec<String> = batch.iter().map(|piece| piece.name().to_owned()).collect();
        let weight = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let client = &self.sync.client;
        let asked_at = self.sync.clock.now();
        let asking = self.ask_weighing(weight, || client.reads(BINARY, &ids));
        let answers = match asking.await {
            Ok(answers) => answers,
            Err(trouble) => {
                self.batch_failed(trouble)?;
                return Ok((None, batch));
            }
        };
        let (mut bodies, mut unanswered) = (Vec::new(), Vec::new());
        for (piece, answer) in batch.into_iter().zip(answers) {
            match answer {
                Some(body) => bodies.push(body),
                None => unanswered.push(piece),
            }
        }
        let (pieces, bytes) = (
            bodies.len() as u64,
            bodies.iter().map(|body| body.len() as u64).sum(),
        );
        if bodies.is_empty() {
            return Ok((None, unanswered));
        }
        self.board.received(self.now(), "notes", pieces, bytes);
        let came = Came { asked_at, bodies };
        let receipt = self.hand_over(Some(patient), came, None).await?;
        let on_the_way = OnTheWay {
            receipt,
            pieces,
            bytes,
        };
        Ok((Some(on_the_way), unanswered))
    }

    async fn on_disk(&self, on_the_way: Vec<OnTheWay>, tally: &mut Tally) -> Result<(), Halt> {
        for some in on_the_way {
            tally.is_durable(self.durable(some.receipt).await?, some.pieces);
        }
        Ok(())
    }

    /// Fetches one that is not here, and hands it over.
    async fn piece(
        &self,
        patient: i64,
        piece: Piece,
        tally: &mut Tally,
    ) -> Result<Option<OnTheWay>, Halt> {
        let id = match piece.leads {
            Leads::Binary(id) => id,
            Leads::Elsewhere => {
                tally.misses("The EHR keeps it outside FHIR.");
                return Ok(None);
            }
            Leads::OtherServer => {
                tally.misses("It is on another server, which is not asked.");
                return Ok(None);
            }
        };
        if piece.here {
            tally.here += 1;
            return Ok(None);
        }
        let limit = self.sync.options.content_limit;
        if piece.attachment.size.is_some_and(|size| size > limit) {
            tally.misses(&too_large(limit));
            return Ok(None);
        }
        let address = format!("{}{BINARY}/{id}", self.sync.client.base());
        // Base64 makes four bytes of three, and there is a little around it.
        let whole = limit / 3 * 4 + 16 * 1024;
        let client = &self.sync.client;
        let asked_at = self.sync.clock.now();
        let answer = self
            .ask(async || {
                let fetched = client.fetch_attachment(&address, FHIR_JSON, Some(whole));
                fetched.await?.not_cut()
            })
            .await;
        match answer {
            Ok(fetched) if is_binary(&fetched.body, &id) => {
                let bytes = fetched.body.len() as u64;
                self.board.received(self.now(), "notes", 1, bytes);
                let came = Came::one(asked_at, fetched.body);
                let receipt = self.hand_over(Some(patient), came, None).await?;
                return Ok(Some(OnTheWay {
                    receipt,
                    pieces: 1,
                    bytes,
                }));
            }
            Ok(_) => tally.misses("The EHR does not give it as FHIR."),
            Err(Trouble::Halt(halt)) => return Err(halt),
            Err(Trouble::End(ending)) if ending.code == "too-large" => {
                tally.misses(&too_large(limit));
            }
            Err(Trouble::End(ending)) => {
                tally.passing += u64::from(ending.passing);
                tally.misses(&ending.reason);
            }
            Err(Trouble::Restart | Trouble::Empty) => tally.misses("The EHR does not have it."),
        }
        Ok(None)
    }
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.here += other.here;
        self.passing += other.passing;
        self.aside += other.aside;
        for (why, n) in other.missing {
            *self.missing.entry(why).or_default() += n;
        }
    }

    /// So many pieces are durable, of which some were put aside.
    fn is_durable(&mut self, aside: u32, of: u64) {
        self.aside += aside;
        self.here += of.saturating_sub(u64::from(aside));
    }

    fn misses(&mut self, why: &str) {
        *self.missing.entry(why.to_owned()).or_default() += 1;
    }
}

fn too_large(limit: u64) -> String {
    format!("Larger than {} MB.", limit / (1024 * 1024))
}

/// It is that Binary: another one's content must not stand for it.
fn is_binary(body: &[u8], id: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Peek<'a> {
        #[serde(borrow, rename = "resourceType")]
        resource_type: Option<std::borrow::Cow<'a, str>>,
        #[serde(borrow)]
        id: Option<std::borrow::Cow<'a, str>>,
    }
    serde_json::from_slice::<Peek<'_>>(body).is_ok_and(|peek| {
        peek.resource_type.as_deref() == Some(BINARY) && peek.id.as_deref() == Some(id)
    })
}
