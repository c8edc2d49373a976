//! FHIR: reading resources, and the REST client.
