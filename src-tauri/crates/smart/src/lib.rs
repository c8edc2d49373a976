//! Signing in: SMART on FHIR through the system browser.
