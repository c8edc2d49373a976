//! A recording among the images: an electrocardiogram, a pressure. Owns how its samples go to the window; refuses to say
//! what a value measures where the file does not.

use wardbook_imaging::{Annotation, Limits, Waveform};
use wardbook_store::blobs::Source;

use super::document::not_shown;
use super::look::Looked;
use crate::actor::Actor;
use crate::app::App;
use crate::failure::Fault;
use crate::wire::image::InstanceRef;
use crate::wire::image_content::{
    ImageWaveform, WaveformAnnotation, WaveformChannel, WaveformGroup, WaveformPart,
};
use crate::wire::profile::Failure;

/// Values of one answer, of all channels.
const MOST: u64 = 4 << 20;

impl App {
    /// What was recorded, without its samples.
    pub async fn image_waveform(
        &self,
        actor: &Actor,
        request: InstanceRef,
    ) -> Result<ImageWaveform, Failure> {
        self.looking(actor, &request.instance, |looked| {
            let (found, _) = recording(looked)?;
            let marks = found.annotations.iter().filter(|one| one.value.is_none());
            Ok(ImageWaveform {
                instance: looked.instance.to_string(),
                marks: u32::try_from(marks.count()).unwrap_or(u32::MAX),
                groups: found.groups.iter().map(group).collect(),
                annotations: said(&found.annotations),
                remarks: found.warnings.iter().map(ToString::to_string).collect(),
            })
        })
        .await
    }

    /// What the channels of a group measured in a stretch: numbers of four bytes, little endian, channel after channel.
    /// Where nothing was recorded stands NaN.
    pub async fn image_waveform_part(
        &self,
        actor: &Actor,
        request: WaveformPart,
    ) -> Result<Vec<u8>, Failure> {
        let instance = request.instance.clone();
        self.looking(actor, &instance, move |looked| {
            let (found, mut source) = recording(looked)?;
            let group = found.groups.get(request.group as usize).ok_or_else(|| {
                Fault::invalid("There is no such recording in this file. Open it again.")
            })?;
            let most = MOST / (group.channels.len() as u64).max(1);
            let many = u64::from(request.samples).min(most);
            let from = request.from.max(0.0) as u64;
            let values = group.values(&mut source, from, many).map_err(not_shown)?;
            let bytes = values
                .iter()
                .flatten()
                .flat_map(|value| value.to_le_bytes());
            Ok(bytes.collect())
        })
        .await
    }
}

fn recording(looked: &Looked) -> Result<(Waveform, Source), Fault> {
    let mut source = looked.source();
    let found = Waveform::read(&mut source, &Limits::default()).map_err(not_shown)?;
    let found = found.ok_or_else(|| {
        Fault::invalid("This file holds no recording. Its header shows what it says.")
    })?;
    Ok((found, source))
}

/// Each once: a machine writes the same of every beat.
fn said(all: &[Annotation]) -> Vec<WaveformAnnotation> {
    let mut said: Vec<WaveformAnnotation> = Vec::new();
    for one in all.iter().filter(|one| one.value.is_some()) {
        let one = WaveformAnnotation {
            name: one.name.clone(),
            value: one.value.clone(),
        };
        if !said.contains(&one) {
            said.push(one);
        }
    }
    said
}

fn group(one: &wardbook_imaging::WaveformGroup) -> WaveformGroup {
    WaveformGroup {
        label: one.label.clone(),
        derived: match one.originality.as_deref() {
            Some("ORIGINAL") => Some(false),
            Some("DERIVED") => Some(true),
            _ => None,
        },
        offset: one.offset,
        frequency: one.frequency,
        samples: one.samples as f64,
        channels: one.channels.iter().map(channel).collect(),
        refused: one.refused().map(ToString::to_string),
    }
}

fn channel(one: &wardbook_imaging::Channel) -> WaveformChannel {
    let sensitivity = one.sensitivity.as_ref();
    WaveformChannel {
        lead: one.lead.map(str::to_owned),
        name: one.name.clone(),
        unit: sensitivity.and_then(|its| its.unit.clone()),
        measured: sensitivity.is_some(),
        skew: one.skew,
        low: one.low,
        high: one.high,
        notch: one.notch,
    }
}
