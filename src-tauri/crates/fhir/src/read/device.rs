//! Device: what is in or on a patient, and what they use.

use super::codeable::Coded;
use super::standing::Standing;
use super::{notes, said};
use crate::json::{Object, ReadError};

/// A device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its name; its type where it has none.
    pub name: Option<String>,
    /// Type in words.
    pub kind: Option<String>,
    /// Status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// Manufacturer.
    pub manufacturer: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// Lot.
    pub lot: Option<String>,
    /// Serial number.
    pub serial: Option<String>,
    /// The distinct identifier of a tissue or cell product.
    pub distinct: Option<String>,
    /// The UDI as people read it.
    pub udi: Option<String>,
    /// The device identifier in it.
    pub identifier: Option<String>,
    /// FHIR date.
    pub manufactured: Option<String>,
    /// FHIR date.
    pub expires: Option<String>,
    /// Notes.
    pub notes: Vec<String>,
}

impl Device {
    /// Read a Device.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let at = |path: &str| object.at(path).and_then(crate::json::Node::text);
        let kind = said(&object, "type");
        let status = object.text("status");
        let named = at("deviceName.name").or_else(|| at("name.value"));
        Ok(Self {
            name: named.or_else(|| kind.clone()),
            kind,
            standing: match status.as_deref() {
                // A device is active or it is not: "inactive" is over, "unknown" is unknown.
                None => Standing::Unknown,
                sent => Standing::of(sent),
            },
            status,
            manufacturer: object.text("manufacturer"),
            model: object
                .text("modelNumber")
                .or_else(|| object.text("model"))
                .or_else(|| Coded::one(&object, "model")?.words()),
            lot: object.text("lotNumber"),
            serial: object.text("serialNumber"),
            distinct: object.text("distinctIdentifier"),
            udi: at("udiCarrier.carrierHRF").or_else(|| at("udi.carrierHRF")),
            identifier: at("udiCarrier.deviceIdentifier").or_else(|| at("udi.deviceIdentifier")),
            manufactured: object.text("manufactureDate"),
            expires: object.text("expirationDate"),
            notes: notes(&object),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_implant_is_known_by_its_udi() {
        let device = Device::read(
            br#"{"status":"active","type":{"text":"Pacemaker"},"udiCarrier":[{"deviceIdentifier":"0914","carrierHRF":"(01)0914(21)A7"}],
            "serialNumber":"A7","expirationDate":"2031-01-01"}"#,
        )
        .unwrap();
        assert_eq!(device.name.as_deref(), Some("Pacemaker"));
        assert_eq!(
            (device.udi.as_deref(), device.identifier.as_deref()),
            (Some("(01)0914(21)A7"), Some("0914"))
        );
        assert_eq!(device.standing, Standing::Current);
    }
}
