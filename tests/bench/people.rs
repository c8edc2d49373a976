//! Resources to measure with: whole charts of the sandbox's people, in the order a sync brings them.

use bytes::Bytes;
use sandbox_ehr::{Day, Population};
use wardbook_sync::Batch;

/// The sandbox's seed.
pub(crate) const SEED: u64 = 7;
/// The sandbox's day: the same people for every run.
pub(crate) const TODAY: Day = Day(20_778);
/// Resources a page.
pub(crate) const PAGE: usize = 500;

/// At least `records` resources, patient by patient.
pub(crate) fn bodies(records: usize) -> Vec<Bytes> {
    let people = Population::new(SEED, 100_000, TODAY);
    let mut bodies: Vec<Bytes> = people
        .commons()
        .resources()
        .iter()
        .map(|r| Bytes::copy_from_slice(&r.body))
        .collect();
    for index in 0..people.size() {
        if bodies.len() >= records {
            break;
        }
        let chart = people.chart(index).expect("a chart");
        bodies.extend(
            chart
                .resources()
                .iter()
                .map(|r| Bytes::copy_from_slice(&r.body)),
        );
    }
    bodies.truncate(records);
    bodies
}

/// The same as pages.
pub(crate) fn pages(connection: i64, bodies: &[Bytes]) -> Vec<Batch> {
    bodies
        .chunks(PAGE)
        .map(|page| Batch {
            connection,
            bodies: page.to_vec(),
            synced_at: 1_790_000_000_000,
            ..Batch::default()
        })
        .collect()
}

/// Charts whose length stands for the others': the first people are a cast with long ones, so they are
/// taken from as many as a large population has.
const SAMPLE: usize = 100;
const APART: usize = 20;

/// How many people have about so many resources in all.
pub(crate) fn patients_with(records: usize) -> usize {
    let population = Population::new(SEED, SAMPLE * APART, TODAY);
    let sampled: usize = (0..SAMPLE)
        .filter_map(|n| population.chart(n * APART))
        .map(|c| c.resources().len())
        .sum();
    (records * SAMPLE).div_ceil(sampled.max(1))
}
