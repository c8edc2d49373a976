//! An EHR for practice, tests and benchmarks: SMART and FHIR R4 over HTTP, with faults on demand.
