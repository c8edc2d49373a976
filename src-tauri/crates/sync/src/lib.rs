//! Pull: plan, then run.
