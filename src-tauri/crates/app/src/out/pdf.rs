//! Pages as a PDF, in memory: nothing of a chart lies in a temporary file. Owns drawing; what stands where is the
//! layout's.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;

use super::layout::{self, HEIGHT, MARGIN, Mark, WIDTH};
use super::letters::{Letters, direction, runs};
use super::paper::Paper;
use crate::failure::Fault;

/// The file, and how many pages it has. Its title names nobody: titles stand in window bars and file managers.
pub(crate) fn written(paper: &Paper) -> Result<(Vec<u8>, usize), Fault> {
    let letters = Letters::both()?;
    let pages = layout::laid_out(paper, &letters);
    drawn(&pages, &letters, "Chart").map(|bytes| (bytes, pages.len()))
}

/// A text on pages of its own.
pub(crate) fn letter(paper: &Paper, text: &str) -> Result<Vec<u8>, Fault> {
    let letters = Letters::both()?;
    let pages = layout::letter(paper, text, &letters);
    drawn(&pages, &letters, "Document")
}

fn drawn(pages: &[Vec<Mark>], letters: &[Letters; 2], title: &str) -> Result<Vec<u8>, Fault> {
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(title.to_owned())
            .creator("Wardbook".to_owned()),
    );
    for marks in pages {
        let size =
            PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| Fault::internal("making a page"))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for mark in marks {
            draw(&mut surface, mark, letters);
        }
        surface.finish();
        page.finish();
    }
    document
        .finish()
        .map_err(|_| Fault::internal("writing the PDF"))
}

fn ink(level: u8) -> rgb::Color {
    rgb::Color::new(level, level, level)
}

fn draw(surface: &mut Surface<'_>, mark: &Mark, [regular, bold]: &[Letters; 2]) {
    match mark {
        Mark::Rule { y, strong } => line(
            surface,
            MARGIN,
            WIDTH - MARGIN,
            *y,
            if *strong { (0.8, 0) } else { (0.3, 150) },
        ),
        Mark::Text {
            x,
            y,
            size,
            bold: heavy,
            struck,
            text,
        } => {
            let letters = if *heavy { bold } else { regular };
            surface.set_stroke(None);
            surface.set_fill(Some(Fill {
                paint: ink(0).into(),
                ..Fill::default()
            }));
            let mut at = *x;
            for (run, to_left) in runs(text) {
                surface.draw_text(
                    Point::from_xy(at, *y),
                    letters.font(),
                    *size,
                    &run,
                    false,
                    direction(to_left),
                );
                at += letters.width(&run, *size);
            }
            if *struck {
                line(surface, *x, at, y - size * 0.3, (0.6, 0));
            }
        }
    }
}

fn line(surface: &mut Surface<'_>, from: f32, to: f32, y: f32, (width, level): (f32, u8)) {
    let mut path = PathBuilder::new();
    path.move_to(from, y);
    path.line_to(to, y);
    let Some(path) = path.finish() else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: ink(level).into(),
        width,
        ..Stroke::default()
    }));
    surface.draw_path(&path);
}
