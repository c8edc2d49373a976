//! How many frames a second come out of a file, decoded here and in a process apart: what the way there and back costs.
//! `cargo run --release -p wardbook-imaging --example scrolling FILE [FRAMES]`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::fs;
use std::io::Cursor;
use std::process::ExitCode;
use std::time::Instant;

use wardbook_imaging::{DecodeBounds, Decoders, Instance, Limits, serve_if_asked};

fn main() -> ExitCode {
    if let Some(done) = serve_if_asked() {
        return done;
    }
    let mut arguments = std::env::args().skip(1);
    let file = fs::read(arguments.next().unwrap()).unwrap();
    let many: u32 = arguments.next().map_or(200, |many| many.parse().unwrap());
    let limits = Limits::default();
    let instance = Instance::read(Cursor::new(&file), &limits).unwrap();
    let frames = instance.frames.count().max(1);
    let decoders = Decoders::this_program(DecodeBounds::default()).unwrap();
    let mut source = Cursor::new(&file);
    let rate = |mut each: Box<dyn FnMut(u32) + '_>| {
        each(0);
        let begun = Instant::now();
        (0..many).for_each(|n| each(n % frames));
        f64::from(many) / begun.elapsed().as_secs_f64()
    };
    let here = rate(Box::new(|n| {
        drop(instance.frame(&mut source, n, &limits).unwrap());
    }));
    let mut source = Cursor::new(&file);
    let apart = rate(Box::new(|n| {
        drop(
            instance
                .frame_apart(&mut source, n, &limits, &decoders)
                .unwrap(),
        );
    }));
    println!("{here:.0} frames a second here, {apart:.0} apart");
    ExitCode::SUCCESS
}
