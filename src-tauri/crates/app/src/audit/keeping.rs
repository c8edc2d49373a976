//! How long the audit log is kept: six years where nothing else is said. Older rows go only when a person removes them:
//! a computer's clock that is wrong by years must not be able to.

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use wardbook_store::settings;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::wire::audit::{AuditKeeping, SetAuditKeeping};
use crate::wire::profile::Failure;

const YEARS: &str = "audit.years";
/// 45 CFR 164.316(b)(2)(i) names six years for documentation; for audit logs nobody names a number.
const DEFAULT: u32 = 6;
const MOST: u32 = 100;

impl App {
    /// How long it is kept, and how much of it is older.
    pub async fn audit_keeping(&self, actor: &Actor) -> Result<AuditKeeping, Failure> {
        let act = Act::unrecorded("audit.keeping", Permission::ReadAudit);
        self.enter(actor, act, |pass| async move { keeping(&pass).await })
            .await
    }

    /// Changes how long it is kept; removes nothing.
    pub async fn set_audit_keeping(
        &self,
        actor: &Actor,
        request: SetAuditKeeping,
    ) -> Result<AuditKeeping, Failure> {
        let act = Act::recorded("audit.keeping.set", Permission::Administer)
            .about(format!("{} years", request.years));
        self.enter(actor, act, |pass| async move {
            if !(1..=MOST).contains(&request.years) {
                return Err(Fault::invalid("Give whole years, from 1 to 100."));
            }
            let years = request.years.to_string();
            pass.write(move |tx| settings::set(tx, YEARS, &years))
                .await?;
            keeping(&pass).await
        })
        .await
    }

    /// Removes what is older than it is kept, with a signed statement where the rest begins.
    pub async fn cut_audit(&self, actor: &Actor) -> Result<AuditKeeping, Failure> {
        let act = Act::recorded("audit.cut", Permission::Administer);
        self.enter(actor, act, |pass| async move {
            let limit = limit(pass.app().now(), years(&pass).await?)?;
            let open = Arc::clone(pass.open());
            blocking(move || match open.audit().cut(limit)? {
                Ok(_) => Ok(()),
                Err(verdict) => Err(Fault::new(
                    Code::AuditDamaged,
                    format!(
                        "The audit log is not whole, so nothing of it is removed. {}",
                        verdict.message
                    ),
                )),
            })
            .await?;
            keeping(&pass).await
        })
        .await
    }
}

async fn years(pass: &Pass) -> Result<u32, Fault> {
    let set = pass.read(|_, c| settings::get(c, YEARS)).await?;
    Ok(set.and_then(|text| text.parse().ok()).unwrap_or(DEFAULT))
}

async fn keeping(pass: &Pass) -> Result<AuditKeeping, Fault> {
    let years = years(pass).await?;
    let limit = limit(pass.app().now(), years)?;
    let open = Arc::clone(pass.open());
    blocking(move || {
        let log = open.audit();
        Ok(AuditKeeping {
            years,
            since: log.since()?.map(|at| at as f64),
            older: log.older(limit)? as f64,
            key: log.public_key()?,
        })
    })
    .await
}

/// The same moment so many years ago.
fn limit(now: i64, years: u32) -> Result<i64, Fault> {
    let ago = Timestamp::from_millisecond(now)
        .ok()
        .map(|at| at.to_zoned(TimeZone::UTC))
        .and_then(|at| at.checked_sub(i64::from(years).years()).ok());
    ago.map(|at| at.timestamp().as_millisecond())
        .ok_or_else(|| Fault::invalid("This computer's clock is wrong. Set it first."))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::limit;

    #[test]
    fn six_years_are_counted_by_the_calendar() {
        // 2026-03-14T14:02:00Z and 2020-03-14T14:02:00Z
        assert_eq!(limit(1_773_496_920_000, 6).unwrap(), 1_584_194_520_000);
    }
}
