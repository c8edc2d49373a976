/** What a connection's own page shows. */
import type { Connection } from "~/generated/Connection";
import type { Hospital } from "~/generated/Hospital";
import type { Schema } from "~/generated/Schema";
import type { SchemaType } from "~/generated/SchemaType";
import type { TestStep } from "~/generated/TestStep";
import { riverside } from "./rest";

const type = (name: string, searchParams: string[], granted: string | null, interactions = ["read", "search-type"]): SchemaType => ({
  name,
  interactions,
  searchParams,
  profiles: [`http://hl7.org/fhir/us/core/StructureDefinition/us-core-${name.toLowerCase()}`],
  includes: [],
  operations: [],
  versioning: "no-version",
  granted,
});

export const schema: Schema = {
  connection: "c1",
  fhirVersion: "4.0.1",
  software: "Sandbox EHR 0.1",
  implementation: "Riverside General, production",
  publisher: "Riverside Health",
  date: "2026-05-11",
  formats: ["json", "xml"],
  security: ["SMART-on-FHIR"],
  system: ["batch"],
  types: [
    type("AllergyIntolerance", ["patient", "clinical-status"], "all"),
    type("Condition", ["patient", "category", "clinical-status", "onset-date"], "all"),
    type("Device", ["patient", "type"], "none"),
    type("DocumentReference", ["patient", "category", "date", "type"], "all", ["read", "search-type", "create"]),
    type("Observation", ["patient", "category", "code", "date", "_lastUpdated"], "some"),
    type("Patient", ["_id", "identifier", "name", "birthdate"], "all"),
  ],
  fresh: true,
};

export const checked: TestStep[] = [
  { step: "reach", title: "The server answers", ok: true, message: "Answered in 38 ms.", hint: null },
  { step: "capabilities", title: "It is a FHIR server", ok: true, message: "Sandbox EHR 0.1, FHIR 4.0.1, 34 resource types.", hint: null },
  { step: "discovery", title: "It says where to sign in", ok: true, message: "At ehr.riverside.example, says its SMART configuration.", hint: null },
  { step: "sign-in", title: "Signing in", ok: false, message: "The EHR ended the sign-in.", hint: "Sign in again." },
  { step: "read", title: "Reading patients", ok: null, message: "Not tried.", hint: null },
];

export const hospitals: Hospital[] = [
  { name: "Riverside General Hospital", fhirBase: "https://ehr.riverside.example/fhir/r4", place: "Columbus, OH", list: "open.epic.com" },
  { name: "Riverside Children's Clinic", fhirBase: "https://fhir.children.example/r4/7", place: "", list: "open.epic.com" },
];

/** A client with a key of its own, an address of its own, and a sign-in that renews itself. */
export const keyed: Connection = {
  ...riverside,
  auth: "smart-key",
  secret: "kept",
  redirectUri: "app.wardbook.desktop://callback",
  publicKeys: '{\n  "keys": [\n    {\n      "kty": "EC",\n      "crv": "P-384",\n      "kid": "u2FvM1rD5Q"\n    }\n  ]\n}',
  signIn: { kind: "signed-in", user: "Dr. Astrid Lindqvist", until: null, renews: true },
};
