//! What was measured: printed, and kept in `target/bench.json`.

use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

/// Rows by name; a row measured again replaces its earlier self in the file.
#[derive(Default)]
pub(crate) struct Report {
    rows: Vec<Value>,
}

/// Which way is better.
#[derive(Clone, Copy)]
pub(crate) enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Report {
    /// Notes a ratio: the median of `ratios`, one a run.
    pub(crate) fn row(&mut self, name: &str, goal: Goal, floor: &str, ratios: &mut [f64]) {
        ratios.sort_by(f64::total_cmp);
        let ratio = ratios.get(ratios.len() / 2).copied().unwrap_or(f64::NAN);
        let (met, goal) = match goal {
            Goal::AtLeast(goal) => (ratio >= goal, format!(">= {goal}")),
            Goal::AtMost(goal) => (ratio <= goal, format!("<= {goal}")),
        };
        println!(
            "{name:<18} {ratio:>7.3}  goal {goal:<8} {}  ({} runs, {:.3}..{:.3})  against {floor}",
            if met { "met" } else { "MISSED" },
            ratios.len(),
            ratios.first().unwrap_or(&f64::NAN),
            ratios.last().unwrap_or(&f64::NAN)
        );
        self.rows.push(json!({"name": name, "ratio": ratio, "goal": goal, "floor": floor, "runs": ratios.len(), "commit": commit()}));
    }

    /// Writes `target/bench.json`.
    pub(crate) fn write(self) {
        let path = target().join("bench.json");
        let mut kept: Vec<Value> = std::fs::read(&path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        kept.retain(|old| self.rows.iter().all(|new| new["name"] != old["name"]));
        kept.extend(self.rows);
        std::fs::create_dir_all(target()).unwrap();
        std::fs::write(&path, serde_json::to_vec_pretty(&kept).unwrap()).unwrap();
    }
}

/// The `target` folder of the checkout, where a person looks for results.
fn target() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target"))
}

fn commit() -> String {
    let output = Command::new("git")
        .args(["rev-parse", "--short", "HEAD"])
        .output();
    output
        .map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
        .unwrap_or_default()
}
