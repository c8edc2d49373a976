//! The side of the program: keeps a few processes at hand, gives each one frame at a time, and ends one that takes too
//! long. Owns how many there are; refuses to ask a process again that failed in any way.

use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use wardbook_apart::Freed;

use super::words::{self, ARGUMENT, DecodeBounds, Order, Said};
use crate::decode::{DecodeError, at_home};
use crate::description::PixelDescription;
use crate::frame::Frame;
use crate::limits::Limits;

/// How long a process may take to begin.
const BEGIN: Duration = Duration::from_secs(20);

/// Why a frame is not to be had from a process apart.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApartError {
    /// It cannot be decoded.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The decoder says why not.
    #[error("{0}")]
    Refused(String),
    /// The process was ended: it took too long.
    #[error("its decoder took longer than {} seconds and was ended", .0.as_secs())]
    TooSlow(Duration),
    /// The process ended by itself.
    #[error("its decoder broke down on it, or needed more memory than it may have")]
    Died,
    /// The process cannot be started or spoken to.
    #[error("the process that decodes images could not be used ({0})")]
    Process(io::ErrorKind),
}

impl ApartError {
    /// Whether this frame ended the process that decoded it.
    pub fn ended(&self) -> bool {
        matches!(self, Self::TooSlow(_) | Self::Died)
    }
}

/// Decodes frames in processes of their own. Dropping it ends them.
#[derive(Debug)]
pub struct Decoders {
    program: PathBuf,
    bounds: DecodeBounds,
    at_hand: Mutex<AtHand>,
    /// A process came back, or is no more.
    back: Condvar,
}

#[derive(Debug, Default)]
struct AtHand {
    idle: Vec<Process>,
    /// Idle or at work.
    there: u32,
}

impl Decoders {
    /// This very program, which has to call [`super::serve_if_asked`] first thing.
    pub fn this_program(bounds: DecodeBounds) -> io::Result<Self> {
        Ok(Self::program(std::env::current_exe()?, bounds))
    }

    /// Another program that does: for tests. No process is started before there is a frame for it.
    pub fn program(program: PathBuf, bounds: DecodeBounds) -> Self {
        Self {
            program,
            bounds,
            at_hand: Mutex::default(),
            back: Condvar::new(),
        }
    }

    /// Has one process at hand, so that the first frame need not wait for it to start. Blocks until it is there.
    ///
    /// # Errors
    /// When it cannot be started; a frame that needs one will say so again.
    pub fn make_ready(&self) -> Result<(), ApartError> {
        if self.locked().there > 0 {
            return Ok(());
        }
        let process = self.process()?;
        self.put_back(Some(process));
        Ok(())
    }

    /// Decodes one frame from its bytes as stored, fragments joined. Blocks, also until a process is free.
    pub fn frame(
        &self,
        bytes: &[u8],
        described: &PixelDescription,
        limits: &Limits,
    ) -> Result<Frame, ApartError> {
        if let Some(frame) = at_home(bytes, described, limits)? {
            return Ok(frame);
        }
        let mut process = self.process()?;
        match process.decode(bytes, described, limits, self.bounds.time) {
            // Whatever it said, it is ready for the next one.
            Ok(said) => {
                self.put_back(Some(process));
                said.map_err(ApartError::Refused)
            }
            Err(error) => {
                drop(process);
                self.put_back(None);
                Err(error)
            }
        }
    }

    fn process(&self) -> Result<Process, ApartError> {
        let mut at_hand = self.locked();
        loop {
            if let Some(process) = at_hand.idle.pop() {
                return Ok(process);
            }
            if at_hand.there < self.bounds.many.max(1) {
                break;
            }
            at_hand = self
                .back
                .wait(at_hand)
                .unwrap_or_else(PoisonError::into_inner);
        }
        at_hand.there += 1;
        drop(at_hand);
        let started = Process::start(&self.program, &self.bounds);
        if started.is_err() {
            self.put_back(None);
        }
        started
    }

    /// One came back, or is no more.
    fn put_back(&self, process: Option<Process>) {
        let mut at_hand = self.locked();
        match process {
            Some(process) => at_hand.idle.push(process),
            None => at_hand.there = at_hand.there.saturating_sub(1),
        }
        drop(at_hand);
        self.back.notify_one();
    }

    fn locked(&self) -> MutexGuard<'_, AtHand> {
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A process that is ready for a frame.
#[derive(Debug)]
struct Process {
    child: Child,
    input: BufWriter<ChildStdin>,
    said: Receiver<(Said, Vec<u8>)>,
}

impl Process {
    fn start(program: &std::path::Path, bounds: &DecodeBounds) -> Result<Self, ApartError> {
        let failed = |error: io::Error| ApartError::Process(error.kind());
        let mut child =
            wardbook_apart::start(program, ARGUMENT.as_ref(), Freed::Kept).map_err(failed)?;
        let said = listen(&mut child);
        let Some(input) = child.stdin.take() else {
            return Err(ApartError::Process(io::ErrorKind::BrokenPipe));
        };
        let mut process = Self {
            child,
            input: BufWriter::new(input),
            said,
        };
        let memory = bounds.memory;
        process
            .order(&Order::Confine { memory }, &[])
            .map_err(failed)?;
        match process.said.recv_timeout(BEGIN) {
            Ok((Said::Ready, _)) => Ok(process),
            _ => Err(ApartError::Process(io::ErrorKind::UnexpectedEof)),
        }
    }

    fn order(&mut self, order: &Order, bytes: &[u8]) -> io::Result<()> {
        words::write(&mut self.input, order)?;
        self.input.write_all(bytes)?;
        self.input.flush()
    }

    /// A frame, or why it is none in the decoder's words; an error where the process is of no use any more.
    fn decode(
        &mut self,
        bytes: &[u8],
        described: &PixelDescription,
        limits: &Limits,
        time: Duration,
    ) -> Result<Result<Frame, String>, ApartError> {
        let order = Order::Decode {
            described: described.clone(),
            limits: *limits,
            bytes: bytes.len() as u64,
        };
        // It reads all of an order before it decodes, so that this does not wait for the decoder.
        if self.order(&order, bytes).is_err() {
            return Err(ApartError::Died);
        }
        match self.said.recv_timeout(time) {
            Ok((Said::Frame(head), samples)) => head
                .with(&samples)
                .map(Ok)
                .ok_or(ApartError::Process(io::ErrorKind::InvalidData)),
            Ok((Said::Refused(why), _)) => Ok(Err(why)),
            Ok((Said::Ready, _)) => Err(ApartError::Process(io::ErrorKind::InvalidData)),
            Err(RecvTimeoutError::Timeout) => Err(ApartError::TooSlow(time)),
            Err(RecvTimeoutError::Disconnected) => Err(ApartError::Died),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Ended already, or ended now: there is nobody to tell, and nothing of it is kept.
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

fn listen(child: &mut Child) -> Receiver<(Said, Vec<u8>)> {
    let (tell, said) = channel();
    if let Some(output) = child.stdout.take() {
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Ok(Some(one)) = words::read::<Said>(&mut output) {
                let length = match &one {
                    Said::Frame(head) => head.bytes,
                    _ => 0,
                };
                // Half of an answer is the last word of one that died.
                let Ok(samples) = words::bytes(&mut output, length) else {
                    return;
                };
                if tell.send((one, samples)).is_err() {
                    return;
                }
            }
        });
    }
    said
}
