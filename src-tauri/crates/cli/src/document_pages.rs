//! Pages of PDFs from a terminal.

use wardbook_app::Code;
use wardbook_app::wire::document::{ArrangePages, PageOf, ReassignDocument, SplitDocument};
use wardbook_app::wire::section::RecordRef;

use crate::ask;
use crate::document::kept;
use crate::print;
use crate::program::{Ended, Program};

/// Pages as a person writes them: "1,3-5".
fn pages(text: &str) -> Result<Vec<u32>, Ended> {
    let wrong = || {
        Ended::Failed(ask::failure(
            Code::InvalidRequest,
            "The pages are not clear. Write them like 1,3-5.",
        ))
    };
    let mut all = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let first: u32 = first.trim().parse().map_err(|_| wrong())?;
        let last: u32 = last.trim().parse().map_err(|_| wrong())?;
        if first == 0 || last < first || last > 100_000 {
            return Err(wrong());
        }
        all.extend(first..=last);
    }
    Ok(all)
}

async fn all_of(program: &Program, record: &str) -> Result<u32, Ended> {
    let request = RecordRef {
        record: record.to_owned(),
    };
    let here = program.app.document_here(&program.me, request).await?;
    Ok(here.pages.unwrap_or(0))
}

fn of(record: &str, page: u32, turned: u32) -> PageOf {
    PageOf {
        record: record.to_owned(),
        page,
        turned,
    }
}

pub(crate) async fn rotate(
    program: &Program,
    record: String,
    asked: Option<String>,
    by: u32,
) -> Result<(), Ended> {
    program.open().await?;
    let asked = asked.as_deref().map(pages).transpose()?;
    let many = all_of(program, &record).await?;
    let turned = |page: &u32| asked.as_ref().is_none_or(|asked| asked.contains(page));
    let all = (1..=many).map(|page| of(&record, page, if turned(&page) { by } else { 0 }));
    let request = ArrangePages {
        pages: all.collect(),
        record,
    };
    let made = program.app.arrange_pages(&program.me, request).await?;
    kept(program, &made, "A new version")
}

pub(crate) async fn merge(
    program: &Program,
    record: String,
    others: Vec<String>,
) -> Result<(), Ended> {
    program.open().await?;
    let mut all = Vec::new();
    for one in std::iter::once(&record).chain(&others) {
        let many = all_of(program, one).await?;
        all.extend((1..=many).map(|page| of(one, page, 0)));
    }
    let request = ArrangePages { record, pages: all };
    let made = program.app.arrange_pages(&program.me, request).await?;
    kept(program, &made, "A new version")
}

pub(crate) async fn split(
    program: &Program,
    record: String,
    asked: &str,
    title: Option<String>,
    leave: bool,
) -> Result<(), Ended> {
    program.open().await?;
    let request = SplitDocument {
        record,
        pages: pages(asked)?,
        title,
        leave,
    };
    let split = program.app.split_document(&program.me, request).await?;
    if program.json {
        print::json(&split);
        return Ok(());
    }
    kept(program, &split.taken, "A new document")?;
    match &split.rest {
        Some(rest) => kept(program, rest, "The rest, a new version"),
        None => Ok(()),
    }
}

pub(crate) async fn reassign(
    program: &Program,
    record: String,
    patient: String,
    asked: Option<String>,
) -> Result<(), Ended> {
    program.open().await?;
    let request = ReassignDocument {
        record,
        pages: asked.as_deref().map(pages).transpose()?,
        patient: program.app.find_here(&program.me, &patient).await?,
    };
    let given = program.app.reassign_document(&program.me, request).await?;
    if program.json {
        print::json(&given);
        return Ok(());
    }
    kept(program, &given.there, "A new document in the other chart")?;
    if let Some(rest) = &given.rest {
        return kept(program, rest, "The rest, a new version");
    }
    print::line("Here it is marked as entered in error.");
    Ok(())
}
