//! Sleep and the desktop's lock on Linux: logind (`PrepareForSleep`, with a delay so that there is time to seal;
//! the session's `Lock`) and the screen savers of the session bus. Where a bus or a service is missing its part is
//! silent. Who sends a signal is not looked at: the worst a forged one does is to lock.

use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use zbus::message::Type;
use zbus::zvariant::{OwnedFd, OwnedObjectPath};
use zbus::{Connection, MatchRule, MessageStream, Proxy};

use super::{Hold, Leaving};

const LOGIND: &str = "org.freedesktop.login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const MANAGER_PATH: &str = "/org/freedesktop/login1";
const SESSION: &str = "org.freedesktop.login1.Session";
const SAVERS: [&str; 3] = [
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
];
/// A service that answers later than this counts as silent.
const LATE: Duration = Duration::from_secs(3);

/// Everything that says that the computer is left.
pub(super) fn all() -> BoxStream<'static, Leaving> {
    let mut sources = vec![once(sleeps()), once(locks())];
    sources.extend(SAVERS.into_iter().map(|saver| once(saves(saver))));
    // A bus that goes away ends its part; the whole never ends.
    sources.push(stream::pending().boxed());
    stream::select_all(sources).boxed()
}

fn once(
    part: impl Future<Output = Option<BoxStream<'static, Leaving>>> + Send + 'static,
) -> BoxStream<'static, Leaving> {
    stream::once(part)
        .filter_map(|part| async { part })
        .flatten()
        .boxed()
}

async fn late<T>(asked: impl Future<Output = zbus::Result<T>>) -> Option<T> {
    tokio::time::timeout(LATE, asked).await.ok()?.ok()
}

async fn heard(
    bus: &Connection,
    interface: &'static str,
    member: &'static str,
    path: Option<&OwnedObjectPath>,
) -> Option<MessageStream> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .interface(interface)
        .ok()?
        .member(member)
        .ok()?;
    let rule = match path {
        Some(path) => rule.path(path.clone()).ok()?,
        None => rule,
    };
    late(MessageStream::for_match_rule(rule.build(), bus, None)).await
}

/// The computer goes to sleep. Until it may, logind waits for us, some seconds at most.
async fn sleeps() -> Option<BoxStream<'static, Leaving>> {
    let bus = late(Connection::system()).await?;
    let signals = heard(&bus, MANAGER, "PrepareForSleep", None).await?;
    let hold = delay(&bus).await;
    let told = stream::unfold((signals, bus, hold), |(mut signals, bus, mut hold)| async {
        loop {
            let message = signals.next().await?.ok()?;
            let Ok(begins) = message.body().deserialize::<bool>() else {
                continue;
            };
            if begins {
                return Some((Leaving::Asleep(hold), (signals, bus, Hold::default())));
            }
            hold = delay(&bus).await;
        }
    });
    Some(told.boxed())
}

async fn delay(bus: &Connection) -> Hold {
    let asked = async {
        let manager = Proxy::new(bus, LOGIND, MANAGER_PATH, MANAGER).await?;
        let words = (
            "sleep",
            "Wardbook",
            "Patient records are being sealed",
            "delay",
        );
        manager.call::<_, _, OwnedFd>("Inhibit", &words).await
    };
    late(asked).await.map_or_else(Hold::default, Hold::around)
}

/// This session is locked.
async fn locks() -> Option<BoxStream<'static, Leaving>> {
    let bus = late(Connection::system()).await?;
    let asked = async {
        let manager = Proxy::new(&bus, LOGIND, MANAGER_PATH, MANAGER).await?;
        // 0 stands for whoever asks.
        manager
            .call::<_, _, OwnedObjectPath>("GetSessionByPID", &0_u32)
            .await
    };
    let session = late(asked).await?;
    let signals = heard(&bus, SESSION, "Lock", Some(&session)).await?;
    Some(signals.map(|_| Leaving::Screen).boxed())
}

/// A screen saver of the desktop shows itself.
async fn saves(saver: &'static str) -> Option<BoxStream<'static, Leaving>> {
    let bus = late(Connection::session()).await?;
    let signals = heard(&bus, saver, "ActiveChanged", None).await?;
    let told = signals.filter_map(|message| async {
        let active = message.ok()?.body().deserialize::<bool>().ok()?;
        active.then_some(Leaving::Screen)
    });
    Some(told.boxed())
}
