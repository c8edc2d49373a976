//! The ways out of one connection: records by FHIR, images by DICOMweb. Owns which of them an item takes.

use futures::future::BoxFuture;
use wardbook_fhir::{FetchError, Made};
use wardbook_store::outbox::Act;
use wardbook_sync::outbox::{Claim, FhirLane, Lane, NotTaken, Parcel, Seen, There};

use crate::images::{IMAGES, ImageLane};

/// Both of them.
pub(super) struct Lanes {
    pub(super) records: FhirLane,
    pub(super) images: ImageLane,
}

impl Lanes {
    fn of(&self, kind: &str) -> &dyn Lane {
        if kind == IMAGES {
            &self.images
        } else {
            &self.records
        }
    }
}

impl Lane for Lanes {
    fn takes(&self, kind: &str, act: Act) -> Result<(), NotTaken> {
        self.of(kind).takes(kind, act)
    }

    fn guards(&self, kind: &str) -> bool {
        self.of(kind).guards(kind)
    }

    fn makes_records(&self, kind: &str) -> bool {
        self.of(kind).makes_records(kind)
    }

    fn look<'a>(
        &'a self,
        parcel: &'a Parcel,
        claimed: &'a (dyn Fn(&str) -> Claim + Send + Sync),
    ) -> BoxFuture<'a, Result<Seen, FetchError>> {
        self.of(&parcel.resource_type).look(parcel, claimed)
    }

    fn create<'a>(&'a self, parcel: &'a Parcel) -> BoxFuture<'a, Result<Made, FetchError>> {
        self.of(&parcel.resource_type).create(parcel)
    }

    fn update<'a>(
        &'a self,
        parcel: &'a Parcel,
        id: &'a str,
        version: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Made, FetchError>> {
        self.of(&parcel.resource_type).update(parcel, id, version)
    }

    fn read<'a>(&'a self, kind: &'a str, id: &'a str) -> BoxFuture<'a, Result<There, FetchError>> {
        self.of(kind).read(kind, id)
    }
}
