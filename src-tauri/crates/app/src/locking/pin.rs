//! A PIN opens a screened window, five tries, then it is sealed. It is kept stretched inside the encrypted store and
//! opens nothing that is closed.

use wardbook_store::key::Pin;
use wardbook_store::settings;
use zeroize::Zeroizing;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::wire::lock::{LockSettings, SetPin, UnlockWithPin};
use crate::wire::profile::{Failure, ProfileState};
use crate::wire::sync::Change;

const PIN: &str = "lock.pin";
/// How often a PIN may be tried.
pub(crate) const TRIES: u32 = 5;
const SHORTEST: usize = 4;
const LONGEST: usize = 32;

impl App {
    /// Sets or removes the PIN; whoever does knows the passphrase.
    pub async fn set_pin(&self, actor: &Actor, request: SetPin) -> Result<LockSettings, Failure> {
        let passphrase = Zeroizing::new(request.passphrase);
        let pin = request.pin.map(Zeroizing::new);
        let act = Act::recorded("lock.pin", Permission::Administer);
        self.enter(actor, act, |pass| async move {
            pass.may_lock()?;
            if let Some(pin) = &pin
                && !(SHORTEST..=LONGEST).contains(&pin.chars().count())
            {
                return Err(Fault::invalid("A PIN has 4 to 32 characters."));
            }
            pass.prove(Some(passphrase)).await?;
            let stretch = std::sync::Arc::clone(&pass.app().options().stretch);
            let kept = blocking(move || {
                let Some(pin) = pin else { return Ok(None) };
                let kept = stretch()
                    .and_then(|stretch| Pin::new(&pin, stretch))
                    .map_err(|error| Fault::from(&error))?;
                let json = serde_json::to_string(&kept);
                json.map(Some)
                    .map_err(|_| Fault::internal("keeping the PIN"))
            })
            .await?;
            pass.write(move |tx| match kept {
                Some(json) => settings::set(tx, PIN, &json),
                None => settings::remove(tx, PIN),
            })
            .await?;
            pass.lock_settings().await
        })
        .await
    }

    /// Opens a screened window by its PIN. The last wrong one seals the profile.
    pub async fn unlock_with_pin(
        &self,
        actor: &Actor,
        request: UnlockWithPin,
    ) -> Result<ProfileState, Failure> {
        let given = Zeroizing::new(request.pin);
        let act = Act::recorded("profile.unlock-pin", Permission::UseProfile).while_screened();
        let tried = self
            .enter(actor, act, |pass| async move {
                let pin = pass.pin().await?.ok_or_else(no_pin)?;
                // Counted before it is looked at, so that many at once are no more than five.
                let left = pass.app().take_try().ok_or_else(no_pin)?;
                let right = blocking(move || pin.is(&given).map_err(|error| Fault::from(&error)));
                if right.await? {
                    pass.app().set_screen(None);
                    pass.app().tell(Change::Profile);
                    return Ok(());
                }
                Err(match left {
                    0 => Fault::new(
                        Code::PinUsedUp,
                        "That was the fifth wrong PIN. Wardbook is sealed: open it with the passphrase. What was typed in a form is kept.",
                    ),
                    1 => Fault::new(
                        Code::WrongPin,
                        "That is not the PIN. One more try; after that only the passphrase opens it.",
                    ),
                    left => Fault::new(
                        Code::WrongPin,
                        format!("That is not the PIN. {left} more tries; after that only the passphrase opens it."),
                    ),
                })
            })
            .await;
        if tried
            .as_ref()
            .is_err_and(|failure| failure.code == Code::PinUsedUp.as_str())
        {
            self.close().await;
        }
        tried?;
        self.profile_state(actor).await
    }
}

fn no_pin() -> Fault {
    Fault::new(Code::WrongPin, "No PIN opens this now. Use the passphrase.")
}

impl Pass {
    pub(super) async fn pin(&self) -> Result<Option<Pin>, Fault> {
        let kept = self.read(|_, c| settings::get(c, PIN)).await?;
        Ok(kept.and_then(|json| serde_json::from_str(&json).ok()))
    }
}
