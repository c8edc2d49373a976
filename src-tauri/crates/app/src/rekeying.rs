//! New keys for the profile: it is closed, its databases are written anew under keys made for them, and it is opened again. Owns
//! the order of that and its rows of the audit log; refuses whoever does not bring what opens the profile.

use std::sync::Arc;

use wardbook_store::{Opening, Profile, rekey};
use zeroize::Zeroizing;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::wire::lock::ChangeKeys;
use crate::wire::profile::{Failure, ProfileState};

impl App {
    /// Changes the keys. Everybody signs in again afterwards; an error leaves the old keys, and the profile closed.
    pub async fn change_keys(
        &self,
        actor: &Actor,
        request: ChangeKeys,
    ) -> Result<ProfileState, Failure> {
        let passphrase = request.passphrase.map(Zeroizing::new);
        let proof = passphrase.clone();
        // Who wanted it is on disk before anything is closed.
        let act = Act::recorded("profile.rekey", Permission::Administer);
        let asked = self.enter(actor, act, |pass| async move {
            pass.prove(proof).await?;
            Ok(pass.who().clone())
        });
        let asked = asked.await?;
        self.close().await;
        // Nobody has signed in again yet: what was done is still the act of who asked for it.
        self.open_in_name_of(actor, Some(asked), "profile.rekeyed", move |app| {
            let options = app.options();
            let by = Opening {
                passphrase: passphrase.as_ref().map(|text| text.as_str()),
                keyring: options.keyring.as_ref(),
                clock: Arc::clone(&options.clock),
            };
            rekey(&options.profile, &by, &mut |_| true)?;
            Profile::open(&options.profile, by.passphrase, by.keyring, by.clock)
        })
        .await
    }
}
