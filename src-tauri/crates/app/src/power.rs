//! What this computer says of its power and its network, for those who want no sync by itself on a
//! battery or where data is paid for. What cannot be known is said to be unknown, and holds nothing.
//! And when it goes to sleep or its desktop is locked (`power/leaving.rs`).

#[cfg(target_os = "linux")]
mod leaving;

use std::time::Duration;

use futures::StreamExt as _;
use futures::future::BoxFuture;
use futures::stream::BoxStream;

/// Nobody is at the computer any more.
#[derive(Debug)]
pub enum Leaving {
    /// It goes to sleep, and waits a moment until the value is dropped.
    Asleep(Hold),
    /// The desktop is locked.
    Screen,
}

/// Keeps the computer awake as long as it lives, or does nothing.
#[derive(Default)]
pub struct Hold(Option<Box<dyn Send + Sync>>);

impl Hold {
    /// Around whatever keeps it awake.
    pub fn around(what: impl Send + Sync + 'static) -> Hold {
        Hold(Some(Box::new(what)))
    }
}

impl std::fmt::Debug for Hold {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hold({})", self.0.is_some())
    }
}

/// The computer as it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Around {
    /// It runs on its battery.
    pub on_battery: Option<bool>,
    /// Its network is metered, or the system takes it to be.
    pub metered: Option<bool>,
}

/// Where that is looked up.
pub trait Surroundings: Send + Sync {
    /// As it is now.
    fn look(&self) -> BoxFuture<'_, Around>;

    /// When it is left; silent where the system does not say.
    fn leaving(&self) -> BoxStream<'static, Leaving> {
        futures::stream::pending().boxed()
    }
}

/// This computer.
#[derive(Debug, Clone, Copy, Default)]
pub struct ThisComputer;

/// A system service that answers later than this counts as silent.
const LATE: Duration = Duration::from_secs(3);

impl Surroundings for ThisComputer {
    fn look(&self) -> BoxFuture<'_, Around> {
        Box::pin(async {
            let on_battery = tokio::task::spawn_blocking(on_battery).await;
            let metered = tokio::time::timeout(LATE, metered()).await;
            Around {
                on_battery: on_battery.ok().flatten(),
                metered: metered.ok().flatten(),
            }
        })
    }

    #[cfg(target_os = "linux")]
    fn leaving(&self) -> BoxStream<'static, Leaving> {
        leaving::all()
    }
}

/// A computer without a battery is not on one.
fn on_battery() -> Option<bool> {
    let manager = starship_battery::Manager::new().ok()?;
    let mut discharging = false;
    for battery in manager.batteries().ok()? {
        discharging |= battery.ok()?.state() == starship_battery::State::Discharging;
    }
    Some(discharging)
}

#[cfg(target_os = "linux")]
async fn metered() -> Option<bool> {
    const SERVICE: &str = "org.freedesktop.NetworkManager";
    let bus = zbus::Connection::system().await.ok()?;
    let manager = zbus::Proxy::new(&bus, SERVICE, "/org/freedesktop/NetworkManager", SERVICE);
    let said: u32 = manager.await.ok()?.get_property("Metered").await.ok()?;
    of_network_manager(said)
}

#[cfg(not(target_os = "linux"))]
async fn metered() -> Option<bool> {
    None
}

/// `NMMetered`: unknown, yes, no, and the same as guesses.
#[cfg(any(target_os = "linux", test))]
fn of_network_manager(said: u32) -> Option<bool> {
    match said {
        1 | 3 => Some(true),
        2 | 4 => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_counts_and_what_is_unknown_stays_so() {
        let said: Vec<_> = (0..6).map(of_network_manager).collect();
        let (yes, no) = (Some(true), Some(false));
        assert_eq!(said, [None, yes, no, yes, no, None]);
    }

    #[tokio::test]
    async fn this_computer_answers_or_says_that_it_does_not_know() {
        let around = tokio::time::timeout(Duration::from_secs(10), ThisComputer.look()).await;
        assert!(around.is_ok(), "it is never waited for");
    }
}
