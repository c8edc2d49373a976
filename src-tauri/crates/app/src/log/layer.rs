//! The layer that writes the lines. Knows `tracing` and JSON; asks [`super::shape`] about every value.

use std::fmt::{self, Write as _};
use std::time::Instant;

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::shape::{fits, is_words, shape};

/// Writes each event, and the end of each span, as one JSON line to `sink`.
pub struct JsonLines<F> {
    sink: F,
}

impl<F: Fn(&[u8]) + Send + Sync + 'static> JsonLines<F> {
    /// A layer that gives finished lines to `sink`.
    pub fn new(sink: F) -> JsonLines<F> {
        JsonLines { sink }
    }

    fn write(&self, line: Map<String, Value>) {
        if let Ok(mut bytes) = serde_json::to_vec(&Value::Object(line)) {
            bytes.push(b'\n');
            (self.sink)(&bytes);
        }
    }
}

/// What a span was opened with.
struct Opened {
    fields: Map<String, Value>,
    at: Instant,
}

impl<S, F> Layer<S> for JsonLines<F>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    F: Fn(&[u8]) + Send + Sync + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id).filter(|span| is_ours(span.metadata())) else {
            return;
        };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        span.extensions_mut().insert(Opened {
            fields: fields.kept,
            at: Instant::now(),
        });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        values.record(&mut fields);
        if let Some(opened) = span.extensions_mut().get_mut::<Opened>() {
            opened.fields.extend(fields.kept);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if !is_ours(event.metadata()) {
            return;
        }
        let mut line = head(event.metadata());
        let mut fields = Fields::default();
        event.record(&mut fields);
        line.insert(
            "message".into(),
            fields.message.map_or(Value::from("withheld"), Value::from),
        );
        line.extend(fields.kept);
        let mut spans = Vec::new();
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(opened) = span.extensions().get::<Opened>() {
                spans.push(Value::from(span.name()));
                for (key, value) in &opened.fields {
                    line.entry(key.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        if !spans.is_empty() {
            line.insert("spans".into(), Value::Array(spans));
        }
        self.write(line);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else {
            return;
        };
        let extensions = span.extensions();
        let Some(opened) = extensions.get::<Opened>() else {
            return;
        };
        let mut line = head(span.metadata());
        line.insert("span".into(), Value::from(span.name()));
        let elapsed = u64::try_from(opened.at.elapsed().as_millis()).unwrap_or(u64::MAX);
        line.insert("elapsed_ms".into(), Value::from(elapsed));
        for (key, value) in &opened.fields {
            line.entry(key.clone()).or_insert_with(|| value.clone());
        }
        for parent in span.scope().skip(1) {
            if let Some(outer) = parent.extensions().get::<Opened>()
                && let Some(correlation) = outer.fields.get("correlation")
            {
                line.entry("correlation".to_owned())
                    .or_insert_with(|| correlation.clone());
            }
        }
        self.write(line);
    }
}

fn is_ours(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    target == "wardbook" || target.starts_with("wardbook::") || target.starts_with("wardbook_")
}

fn head(metadata: &Metadata<'_>) -> Map<String, Value> {
    let mut line = Map::new();
    let now = jiff::Timestamp::now();
    line.insert("at".into(), Value::from(format!("{now:.3}")));
    line.insert("level".into(), Value::from(metadata.level().as_str()));
    line.insert("target".into(), Value::from(metadata.target()));
    line
}

/// Keeps what may be kept.
#[derive(Default)]
struct Fields {
    kept: Map<String, Value>,
    message: Option<String>,
}

impl Fields {
    fn number(&mut self, field: &Field, value: Value) {
        if shape(field.name()).is_some() {
            self.kept.insert(field.name().to_owned(), value);
        }
    }

    fn text(&mut self, field: &Field, value: &str) {
        if let Some(shape) = shape(field.name()) {
            let written = if fits(shape, value) {
                value
            } else {
                "withheld"
            };
            self.kept
                .insert(field.name().to_owned(), Value::from(written));
        }
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.number(field, Value::from(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.number(field, Value::from(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.number(field, Value::from(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.number(field, Value::from(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value);
    }

    fn record_error(&mut self, _: &Field, _: &(dyn std::error::Error + 'static)) {
        // An error's words are for the screen; the log has its code.
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut pieces = Pieces::default();
        if write!(pieces, "{value:?}").is_err() {
            return;
        }
        if field.name() == "message" {
            let literal = pieces.count == 1 && is_words(&pieces.text);
            self.message = literal.then_some(pieces.text);
        } else {
            self.text(field, &pieces.text);
        }
    }
}

/// Counts in how many pieces a value writes itself: a literal message is one.
#[derive(Default)]
struct Pieces {
    text: String,
    count: usize,
}

impl fmt::Write for Pieces {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.count += 1;
        if self.text.len() + piece.len() > 512 {
            return Err(fmt::Error);
        }
        self.text.push_str(piece);
        Ok(())
    }
}
