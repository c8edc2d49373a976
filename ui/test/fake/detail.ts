/** A record laid out: Ingrid's potassium, and whatever an element can be. */
import type { DetailItem } from "~/generated/DetailItem";
import type { RecordDetail } from "~/generated/RecordDetail";

export const item = (name: string, label: string, value: string | null, rest: Partial<DetailItem> = {}): DetailItem => ({
  name,
  label,
  kind: "words",
  modifier: false,
  value,
  fine: [],
  record: null,
  items: [],
  ...rest,
});

export const potassium: RecordDetail = {
  title: "Potassium",
  status: "final",
  standing: "current",
  cautions: [],
  items: [
    item("status", "Status", "final"),
    item("category", "Category", "Laboratory", { fine: ["HL7 observation-category laboratory"] }),
    item("code", "Code", "Potassium", { fine: ["LOINC 2823-3 Potassium [Moles/volume] in Serum or Plasma"] }),
    item("subject", "Subject", "Ingrid Sørensen", { fine: ["Patient/ingrid"], record: "p1" }),
    item("effectiveDateTime", "Effective", "2026-11-20T06:10:00", { kind: "date" }),
    item("performer", "Performer", "Riverside Laboratory", { fine: ["Organization/lab"], record: "org1" }),
    item("valueQuantity", "Value", "6.40 mmol/L", { fine: ["UCUM mmol/L"] }),
    item("interpretation", "Interpretation", "Critical high", { fine: ["HL7 v3-ObservationInterpretation HH"] }),
    item("referenceRange", "Reference range", null, { items: [item("low", "Low", "3.5 mmol/L"), item("high", "High", "5.0 mmol/L"), item("text", "In words", "Adults")] }),
    item("note", "Note", "Sample repeated at once, and agrees.", { items: [item("time", "Time", "2026-11-20T06:40:00", { kind: "date" }), item("authorString", "Author", "K. Berg, laboratory")] }),
    item("specimen", "Specimen", "Specimen, name not here", { fine: ["Specimen/s-99"] }),
    item("bodySite", "Body site", "Asked, not known", { kind: "absent" }),
    item("https://riverside.example/fhir/analyser", "Analyser", "Cobas 8000", { fine: ["https://riverside.example/fhir/analyser"] }),
    item("identifier", "Identifier", "26-1120-0417", { fine: ["usual", "https://riverside.example/lab"] }),
    item("id", "Id at the EHR", "obs-4711"),
  ],
};

export const laboratory: RecordDetail = {
  title: "Riverside Laboratory",
  status: null,
  standing: "current",
  cautions: [],
  items: [item("name", "Name", "Riverside Laboratory"), item("telecom", "Contact", "+47 555 01 99", { fine: ["phone", "work"] })],
};

export const withdrawn: RecordDetail = {
  ...potassium,
  status: "entered-in-error",
  standing: "entered-in-error",
  cautions: ["Entered in error: the EHR withdrew this record.", "May change the meaning: Is a test: Yes"],
  items: [item("https://riverside.example/fhir/is-a-test", "Is a test", "Yes", { modifier: true, fine: ["https://riverside.example/fhir/is-a-test"] }), ...potassium.items],
};
