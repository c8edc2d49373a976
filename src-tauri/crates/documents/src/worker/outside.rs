//! The side of the program: starts the process, feeds it, listens, and ends it when its time is over.

use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::path::PathBuf;
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wardbook_apart::Freed;

use super::words::{ARGUMENT, Arrange, Limits, Order, Said};
use crate::pdf::{self, Answer, Voice};
use crate::{Raster, Reading, Refusal, Taken};

/// An answer longer than this is no text of a document.
const LONGEST_ANSWER: u64 = 512 * 1024 * 1024;

/// Gives the document's bytes from the beginning, as often as it is asked.
pub type Source<'s> = dyn Fn() -> io::Result<Box<dyn Read + Send>> + 's;

/// Why a document was not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The document is at fault.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Its bytes could not be had.
    #[error("the document's bytes could not be read: {0}")]
    Source(io::ErrorKind),
    /// The process could not be started or spoken to.
    #[error("the process that reads documents could not be used: {0}")]
    Process(io::ErrorKind),
}

/// Reads documents in processes of their own, one each.
#[derive(Debug, Clone)]
pub struct Worker {
    program: PathBuf,
    /// How far a document may go.
    pub limits: Limits,
}

/// How a process ended its conversation.
enum Ending {
    /// It said all it had to.
    Done,
    /// It stopped without a word.
    Died,
    /// It was ended: no word in time.
    Slow,
}

/// What came of one document so far, over all of its processes.
#[derive(Default)]
struct Heard {
    ready: bool,
    answers: Vec<(Voice, Answer)>,
    asking: Option<Voice>,
    whole: Option<Result<Reading, Refusal>>,
    made: Option<String>,
}

impl Heard {
    /// Whether a reader found pages.
    fn found(&self) -> bool {
        let mut answers = self.answers.iter();
        answers.any(|(_, answer)| matches!(answer, Answer::Pages(..)))
    }
}

impl Worker {
    /// This very program, which has to call [`super::serve_if_asked`] first thing.
    pub fn this_program(limits: Limits) -> io::Result<Worker> {
        Ok(Worker::program(std::env::current_exe()?, limits))
    }

    /// Another program that does: for tests.
    pub fn program(program: PathBuf, limits: Limits) -> Worker {
        Worker { program, limits }
    }

    /// Reads a document. Blocks until it is read, refused or out of time.
    pub fn read(&self, source: &Source<'_>) -> Result<Reading, ReadError> {
        let mut heard = Heard::default();
        let mut slow = false;
        let order = |heard: &Heard| Order {
            limits: self.limits,
            without: heard.answers.iter().map(|(voice, _)| *voice).collect(),
            arrange: None,
            picture: None,
            raster: None,
        };
        // Each round but the last takes one reader out.
        for _ in 0..=Voice::ALL.len() {
            let ending = self.converse(source, &order(&heard), &mut heard)?;
            if let Some(whole) = heard.whole.take() {
                return Ok(whole?);
            }
            match (ending, heard.asking.take()) {
                // Of a large file one reader is asked a round; where it found nothing, the next one is.
                (Ending::Done, _) if heard.found() => break,
                (Ending::Done, _) => {}
                (Ending::Slow, guilty) => {
                    slow = true;
                    let Some(voice) = guilty else {
                        return Err(Refusal::TooSlow.into());
                    };
                    heard.answers.push((voice, Answer::Broke));
                }
                (Ending::Died, Some(voice)) => heard.answers.push((voice, Answer::Broke)),
                (Ending::Died, None) if !heard.ready => {
                    return Err(ReadError::Process(io::ErrorKind::UnexpectedEof));
                }
                (Ending::Died, None) => return Err(Refusal::Unreadable.into()),
            }
            if heard.answers.len() == Voice::ALL.len() {
                break;
            }
        }
        match pdf::best(&heard.answers) {
            Err(Refusal::Unreadable) if slow => Err(Refusal::TooSlow.into()),
            other => Ok(other?),
        }
    }

    /// Makes one document of pages of others, whose bytes `source` gives one after the other. Blocks.
    pub fn arrange(
        &self,
        source: &Source<'_>,
        lengths: Vec<u64>,
        pages: Vec<Taken>,
    ) -> Result<Vec<u8>, ReadError> {
        self.make(
            source,
            &Order {
                limits: self.limits,
                without: Vec::new(),
                arrange: Some(Arrange { lengths, pages }),
                picture: None,
                raster: None,
            },
        )
    }

    /// A page of a scan as PNG. Blocks.
    pub fn picture(&self, source: &Source<'_>, page: u32) -> Result<Vec<u8>, ReadError> {
        self.make(
            source,
            &Order {
                limits: self.limits,
                without: Vec::new(),
                arrange: None,
                picture: Some(page),
                raster: None,
            },
        )
    }

    /// The pixels of a picture, or of a page of a scan. Blocks.
    pub fn raster(&self, source: &Source<'_>, page: u32) -> Result<Raster, ReadError> {
        let made = self.make(
            source,
            &Order {
                limits: self.limits,
                without: Vec::new(),
                arrange: None,
                picture: None,
                raster: Some(page),
            },
        )?;
        Raster::of_bytes(made).ok_or(ReadError::Process(io::ErrorKind::InvalidData))
    }

    fn make(&self, source: &Source<'_>, order: &Order) -> Result<Vec<u8>, ReadError> {
        let mut heard = Heard::default();
        let ending = self.converse(source, order, &mut heard)?;
        if let Some(made) = heard.made {
            let made = STANDARD.decode(made);
            return made.map_err(|_| ReadError::Process(io::ErrorKind::InvalidData));
        }
        match (heard.whole, ending) {
            (Some(Err(refusal)), _) => Err(refusal.into()),
            (_, Ending::Slow) => Err(Refusal::TooSlow.into()),
            (_, _) if !heard.ready => Err(ReadError::Process(io::ErrorKind::UnexpectedEof)),
            (_, _) => Err(Refusal::Unreadable.into()),
        }
    }

    /// One process from its start to its end.
    fn converse(
        &self,
        source: &Source<'_>,
        order: &Order,
        heard: &mut Heard,
    ) -> Result<Ending, ReadError> {
        let bytes = source().map_err(|e| ReadError::Source(e.kind()))?;
        let mut child = wardbook_apart::start(&self.program, ARGUMENT.as_ref(), Freed::GivenBack)
            .map_err(|e| ReadError::Process(e.kind()))?;
        let feeding = feed(&mut child, order, bytes);
        let said = listen(&mut child);
        let ending = self.follow(&said, heard);
        // Ended in any case: what has said all it had to has nothing more to do.
        if child.kill().is_err() || child.wait().is_err() {
            return Err(ReadError::Process(io::ErrorKind::Other));
        }
        match feeding.join() {
            Ok(Fed::Unreadable(kind)) => Err(ReadError::Source(kind)),
            _ => Ok(ending),
        }
    }

    fn follow(&self, said: &Receiver<Said>, heard: &mut Heard) -> Ending {
        loop {
            match said.recv_timeout(self.limits.time) {
                Ok(Said::Ready) => heard.ready = true,
                Ok(Said::Kind(_)) => {}
                Ok(Said::Asking(voice)) => heard.asking = Some(voice),
                Ok(Said::Answered(voice, answer)) => {
                    heard.asking = None;
                    heard.answers.push((voice, answer));
                }
                Ok(Said::Read(reading)) => {
                    heard.whole = Some(Ok(*reading));
                    return Ending::Done;
                }
                Ok(Said::Made(made)) => {
                    heard.made = Some(made);
                    return Ending::Done;
                }
                Ok(Said::Refused(refusal)) => {
                    heard.whole = Some(Err(refusal));
                    return Ending::Done;
                }
                Ok(Said::End) => return Ending::Done,
                Err(RecvTimeoutError::Timeout) => return Ending::Slow,
                Err(RecvTimeoutError::Disconnected) => return Ending::Died,
            }
        }
    }
}

enum Fed {
    /// All, or as much as the worker wanted.
    Enough,
    /// The source failed; what the worker read is not the document.
    Unreadable(io::ErrorKind),
}

fn feed(child: &mut Child, order: &Order, mut bytes: Box<dyn Read + Send>) -> JoinHandle<Fed> {
    let input = child.stdin.take();
    let order = serde_json::to_vec(order);
    std::thread::spawn(move || {
        let (Some(mut input), Ok(mut order)) = (input, order) else {
            return Fed::Enough;
        };
        order.push(b'\n');
        if input.write_all(&order).is_err() {
            return Fed::Enough;
        }
        let mut some = vec![0; 256 * 1024];
        loop {
            let piece = match bytes.read(&mut some) {
                Ok(0) => return Fed::Enough,
                Ok(length) => some.get(..length).unwrap_or_default(),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Fed::Unreadable(e.kind()),
            };
            // A worker that has seen enough, or died, no longer reads.
            if input.write_all(piece).is_err() {
                return Fed::Enough;
            }
        }
    })
}

fn listen(child: &mut Child) -> Receiver<Said> {
    let (tell, said) = channel();
    if let Some(output) = child.stdout.take() {
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            loop {
                let mut line = Vec::new();
                let read = output
                    .by_ref()
                    .take(LONGEST_ANSWER)
                    .read_until(b'\n', &mut line);
                // Half a line is the last word of one that died.
                if read.is_err() || line.pop() != Some(b'\n') {
                    return;
                }
                let Ok(one) = serde_json::from_slice(&line) else {
                    return;
                };
                if tell.send(one).is_err() {
                    return;
                }
            }
        });
    }
    said
}
