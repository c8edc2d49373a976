#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use proptest::prelude::*;

use super::super::{Kind, Looks, plain};
use super::read;

#[test]
fn a_table_keeps_its_cells_below_their_heads() {
    let blocks = read(
        "<p>Labs</p><table><caption>Today</caption><tr><th>Na<th>K<th>Cr</tr>\
         <tr><td>140<td></td><td>151 <s>115</s></tr><tr><td colspan=2>haemolysed</td><td>x</td></tr></table>after",
    );
    assert_eq!(
        blocks.iter().map(|b| b.kind).collect::<Vec<_>>(),
        [Kind::Line, Kind::Table, Kind::Line]
    );
    let rows = &blocks[1].rows;
    assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 2]);
    assert!(rows[0][2].head && rows[1][1].runs.is_empty());
    assert_eq!(rows[2][0].across, 2);
    assert!(
        rows[1][2].runs[1].looks.has(Looks::STRUCK),
        "what was struck out stays so"
    );
    assert_eq!(
        blocks[1].plain(),
        "Today\nNa  K  Cr\n140    151 115\nhaemolysed  x"
    );
}

#[test]
fn lists_and_headings_stand_as_they_were_written() {
    let blocks = read(
        "<h2>Plan</h2><ol><li>Furosemide<ul><li>80 mg</li></ul>daily weight</li><li>Hold spironolactone</ol><b>Diet</b><br>Salt",
    );
    let seen: Vec<_> = blocks
        .iter()
        .map(|b| (b.kind, b.level, b.plain()))
        .collect();
    let wanted = [
        (Kind::Heading, 2, "Plan"),
        (Kind::Item, 0, "1. Furosemide"),
        (Kind::Item, 1, "• 80 mg"),
        (Kind::Item, 0, " daily weight"),
        (Kind::Item, 0, "2. Hold spironolactone"),
        (Kind::Heading, 3, "Diet"),
        (Kind::Line, 0, "Salt"),
    ];
    assert_eq!(
        seen,
        wanted.map(|(kind, level, text)| (kind, level, text.to_owned()))
    );
    assert_eq!(blocks[0].outline.as_deref(), Some("Plan"));
}

#[test]
fn nothing_can_run_or_be_fetched_and_a_picture_is_named() {
    let blocks = read(
        "<div onclick='x()'>a<script>alert('<p>x')</script><img src='https://e.org/x.png' alt='ECG'>\
         <a href='javascript:x()'>link</a><iframe src='https://e.org'>no</iframe><style>p{}</style></div>",
    );
    assert_eq!(plain(&blocks), "a\nPicture, not shown here: ECG\nlink");
    assert_eq!(blocks[1].kind, Kind::Remark);
}

#[test]
fn a_frame_of_one_column_is_lines_and_struck_out_by_style_counts() {
    let blocks = read(
        "<table><tr><td><p>Line one</p><p><span style='text-decoration: line-through'>Warfarin</span> apixaban</p></td></tr></table>",
    );
    assert_eq!(plain(&blocks), "Line one\nWarfarin apixaban");
    assert!(
        blocks[1].runs[0].looks.has(Looks::STRUCK) && !blocks[1].runs[1].looks.has(Looks::STRUCK)
    );
}

proptest! {
    #[test]
    fn every_word_outside_of_scripts_is_there(words in "[a-z]{3,8}( [a-z]{3,8}){0,5}", tags in "(<(/?)(p|b|td|tr|table|li|ul|div|h2|pre|span)>){0,12}") {
        let blocks = read(&format!("{tags}{words}{tags}"));
        let text = plain(&blocks).split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert!(text.contains(&words), "{text:?}");
    }

    #[test]
    fn any_text_can_be_markup(text in "(<[a-z/!]{0,6}[ a-z='\"]{0,9}>?|&[a-z#0-9]{0,5};?|[ a-zß\u{0}\n-]{0,9}|]]>|-->){0,40}") {
        let _ = read(&text);
    }
}
