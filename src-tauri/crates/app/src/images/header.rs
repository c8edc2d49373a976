//! What a DICOM file says, element by element. Owns how a line of it is put for a person; refuses more lines than anybody
//! reads, by their number.

use wardbook_imaging::{Header, HeaderLine, HeaderValue, Limits};

use super::frame::cannot;
use crate::actor::Actor;
use crate::app::App;
use crate::wire::image::{HeaderElement, ImageHeader, InstanceRef};
use crate::wire::profile::Failure;

/// An image of thousands of frames has a hundred thousand lines.
const MOST: usize = 20_000;

impl App {
    /// Every element of an instance's file.
    pub async fn image_header(
        &self,
        actor: &Actor,
        request: InstanceRef,
    ) -> Result<ImageHeader, Failure> {
        self.looking(actor, &request.instance, |looked| {
            let header = Header::read(looked.source(), &Limits::default(), MOST);
            Ok(told(header.map_err(cannot)?))
        })
        .await
    }
}

fn told(header: Header) -> ImageHeader {
    // Whatever is inside of a maker's own sequence is the maker's own.
    let mut private_from: Option<u16> = None;
    let elements = header.lines.into_iter().map(|line| {
        if private_from.is_some_and(|from| line.depth <= from) {
            private_from = None;
        }
        let own = line.tag.0 % 2 == 1;
        if own && private_from.is_none() {
            private_from = Some(line.depth);
        }
        element(line, own || private_from.is_some())
    });
    ImageHeader {
        elements: elements.collect(),
        more: header.more as f64,
        remarks: header.warnings.iter().map(ToString::to_string).collect(),
    }
}

fn element(line: HeaderLine, private: bool) -> HeaderElement {
    let (value, instead) = match line.value {
        HeaderValue::Text(text) => (Some(text), None),
        HeaderValue::Bytes(1) => (None, Some("1 byte".to_owned())),
        HeaderValue::Bytes(many) => (None, Some(format!("{many} bytes"))),
        HeaderValue::Fragments(many, bytes) => {
            (None, Some(format!("{many} pieces, {bytes} bytes together")))
        }
        HeaderValue::Items(0) => (None, Some("no items".to_owned())),
        HeaderValue::Items(1) => (None, Some("1 item".to_owned())),
        HeaderValue::Items(many) => (None, Some(format!("{many} items"))),
        HeaderValue::Item(number) => (None, Some(format!("Item {number}"))),
        HeaderValue::Cut => (None, Some("the file ends in it".to_owned())),
    };
    HeaderElement {
        depth: line.depth,
        tag: format!("({:04X},{:04X})", line.tag.0, line.tag.1),
        keyword: line.keyword.map(str::to_owned),
        vr: line.vr,
        private,
        value,
        instead,
    }
}
