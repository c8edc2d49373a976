//! Answers that come back by the private scheme: the operating system starts the program with the
//! address, whoever runs already takes it, and it is matched to the waiting sign-in by its `state`.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;
use url::Url;

use crate::gate::{Answer, Gate, Verdict};

/// What became of an address that was brought here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// A waiting sign-in took it.
    Taken,
    /// No sign-in waits for it: it is over, or it never was one of ours.
    Nobody,
    /// The sign-in it belongs to already has its answer.
    Again,
}

type Seats = Arc<Mutex<Vec<(Arc<Gate>, mpsc::Sender<Answer>)>>>;

/// Where such answers are brought. Clones are the same.
#[derive(Clone, Default)]
pub struct Inbox(Seats);

impl Inbox {
    /// An answer came. Only its query counts; the address was matched by the system.
    pub fn deliver(&self, answer: &Url) -> Delivery {
        let query = answer.query().unwrap_or_default();
        let seats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (gate, waits) in seats.iter() {
            match gate.judge(query) {
                Verdict::Ours(answer) => {
                    // One seat has room for its one answer.
                    return match waits.try_send(answer) {
                        Ok(()) => Delivery::Taken,
                        Err(_) => Delivery::Nobody,
                    };
                }
                Verdict::AlreadyUsed => return Delivery::Again,
                Verdict::WrongState => {}
            }
        }
        tracing::warn!(
            waiting = seats.len(),
            "an answer that no sign-in waits for was refused"
        );
        Delivery::Nobody
    }

    /// Wait here; dropping the seat gives it up.
    pub(crate) fn sit(&self, gate: Arc<Gate>) -> Seat {
        let (sender, answers) = mpsc::channel(1);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((Arc::clone(&gate), sender));
        Seat {
            inbox: Arc::clone(&self.0),
            gate,
            answers,
        }
    }
}

impl std::fmt::Debug for Inbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inbox")
    }
}

/// One attempt's place.
pub(crate) struct Seat {
    inbox: Seats,
    gate: Arc<Gate>,
    answers: mpsc::Receiver<Answer>,
}

impl Seat {
    pub(crate) async fn answer(&mut self) -> Option<Answer> {
        self.answers.recv().await
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = self.inbox.lock().unwrap_or_else(PoisonError::into_inner);
        seats.retain(|(gate, _)| !Arc::ptr_eq(gate, &self.gate));
    }
}
