//! Documents: what they say.

use std::path::PathBuf;

use wardbook_app::wire::document::{DocumentText, FileRef};

use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};

pub(crate) async fn text(program: &Program, file: PathBuf) -> Result<(), Ended> {
    let request = FileRef {
        path: absolute(&file),
    };
    let read = program.app.read_document_text(&program.me, request).await?;
    if program.json {
        print::json(&read);
    } else {
        say(&read);
    }
    match read.refused {
        Some(_) => Err(Ended::Said),
        None => Ok(()),
    }
}

fn say(read: &DocumentText) {
    if let Some(why) = &read.refused {
        print::words(&format!("{} ({})", why.message, why.code));
        return;
    }
    for passage in &read.passages {
        let place = match (passage.page, &passage.part) {
            (Some(page), _) => Some(format!("--- page {page} ---")),
            (None, Some(part)) => Some(format!("--- {part} ---")),
            (None, None) => None,
        };
        if let Some(place) = place {
            print::line(&place);
        }
        print::line(&passage.text);
    }
    if read.scanned {
        print::words("No text, scanned: it can be seen, but not searched.");
    } else if !read.without_text.is_empty() {
        let pages: Vec<String> = read.without_text.iter().map(u32::to_string).collect();
        print::words(&format!("Without text: page {}.", pages.join(", ")));
    }
    for what in &read.unread {
        print::words(&format!("Not read: {what}."));
    }
}
