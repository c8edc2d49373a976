/**
 * The forms: what is asked for each kind of record, and the FHIR that is made of it. Code lists are those that
 * R4 requires; what a person types beside them stays text and never becomes a code.
 */
import { decimal } from "~/foundations/written";
import { withOffset, type Asked, type Form, type Option, type Resource, type Values } from "./asked";

const HL7 = "http://terminology.hl7.org/CodeSystem";
const UCUM = "http://unitsofmeasure.org";

const option = (value: string, title = value.replaceAll("-", " ")): Option => ({ value, title });
const coding = (system: string, code: string, display?: string) => ({ coding: [{ system, code, ...(display === undefined ? {} : { display }) }] });
const given = (values: Values, name: string) => (values[name] ?? "").trim();
const some = (name: string, value: string): Resource => (value === "" ? {} : { [name]: value });
const noted = (values: Values): Resource => (given(values, "note") === "" ? {} : { note: [{ text: given(values, "note") }] });

interface Sign {
  name: string;
  label: string;
  loinc: string;
  unit: string;
  ucum: string;
  range: readonly [number, number];
}

const SIGNS: readonly Sign[] = [
  { name: "pulse", label: "Heart rate", loinc: "8867-4", unit: "/min", ucum: "/min", range: [20, 300] },
  { name: "breaths", label: "Respiratory rate", loinc: "9279-1", unit: "/min", ucum: "/min", range: [4, 80] },
  { name: "temperature", label: "Body temperature", loinc: "8310-5", unit: "°C", ucum: "Cel", range: [25, 44] },
  { name: "oxygen", label: "Oxygen saturation", loinc: "2708-6", unit: "%", ucum: "%", range: [40, 100] },
  { name: "weight", label: "Body weight", loinc: "29463-7", unit: "kg", ucum: "kg", range: [0.3, 400] },
  { name: "height", label: "Body height", loinc: "8302-2", unit: "cm", ucum: "cm", range: [20, 250] },
];

const quantity = (value: string, unit: string, code: string) => ({ value: decimal(value), unit, system: UCUM, code });

function vitals(values: Values): Resource[] {
  const base = {
    resourceType: "Observation",
    status: "final",
    category: [coding(`${HL7}/observation-category`, "vital-signs", "Vital Signs")],
    effectiveDateTime: withOffset(given(values, "time")),
    ...noted(values),
  };
  const made: Resource[] = [];
  const [upper, lower] = [given(values, "systolic"), given(values, "diastolic")];
  if (upper !== "" || lower !== "") {
    const part = (value: string, code: string, display: string) =>
      value === ""
        ? { code: coding("http://loinc.org", code, display), dataAbsentReason: coding(`${HL7}/data-absent-reason`, "not-performed", "Not Performed") }
        : { code: coding("http://loinc.org", code, display), valueQuantity: quantity(value, "mmHg", "mm[Hg]") };
    made.push({
      ...base,
      code: { ...coding("http://loinc.org", "85354-9", "Blood pressure panel with all children optional"), text: "Blood pressure" },
      component: [part(upper, "8480-6", "Systolic blood pressure"), part(lower, "8462-4", "Diastolic blood pressure")],
    });
  }
  for (const sign of SIGNS) {
    const value = given(values, sign.name);
    if (value !== "")
      made.push({ ...base, code: { ...coding("http://loinc.org", sign.loinc, sign.label), text: sign.label }, valueQuantity: quantity(value, sign.unit, sign.ucum) });
  }
  return made;
}

const NOTE: Asked = { name: "note", label: "Note", kind: "lines" };

export const FORMS: readonly Form[] = [
  {
    kind: "vitals",
    title: "Vital signs",
    section: "vitals",
    resourceType: "Observation",
    asks: [
      { name: "time", label: "Measured at", kind: "time", required: true },
      { name: "systolic", label: "Systolic pressure", kind: "number", unit: "mmHg", range: [30, 300] },
      { name: "diastolic", label: "Diastolic pressure", kind: "number", unit: "mmHg", range: [10, 200] },
      ...SIGNS.map(({ name, label, unit, range }): Asked => ({ name, label, kind: "number", unit, range })),
      NOTE,
    ],
    build: vitals,
  },
  {
    kind: "problem",
    title: "Problem",
    section: "problems",
    resourceType: "Condition",
    asks: [
      { name: "what", label: "Problem", kind: "text", required: true },
      { name: "code", label: "ICD-10-CM code", kind: "text", hint: "Only if you know it; the words above stand alone otherwise." },
      { name: "status", label: "Status", kind: "choice", options: ["active", "recurrence", "relapse", "inactive", "remission", "resolved"].map((one) => option(one)) },
      { name: "certainty", label: "Certainty", kind: "choice", options: ["confirmed", "provisional", "differential", "unconfirmed", "refuted"].map((one) => option(one)) },
      { name: "onset", label: "Since", kind: "date" },
      NOTE,
    ],
    build: (values) => [
      {
        resourceType: "Condition",
        clinicalStatus: coding(`${HL7}/condition-clinical`, given(values, "status") || "active"),
        verificationStatus: coding(`${HL7}/condition-ver-status`, given(values, "certainty") || "confirmed"),
        category: [coding(`${HL7}/condition-category`, "problem-list-item", "Problem List Item")],
        code: {
          ...(given(values, "code") === "" ? {} : coding("http://hl7.org/fhir/sid/icd-10-cm", given(values, "code"))),
          text: given(values, "what"),
        },
        ...some("onsetDateTime", given(values, "onset")),
        ...noted(values),
      },
    ],
  },
  {
    kind: "allergy",
    title: "Allergy or intolerance",
    section: "allergies",
    resourceType: "AllergyIntolerance",
    asks: [
      { name: "what", label: "Substance", kind: "text", required: true },
      { name: "type", label: "Kind", kind: "choice", options: [option("", "not known"), option("allergy"), option("intolerance")] },
      { name: "criticality", label: "Criticality", kind: "choice", options: [option("", "not known"), option("low"), option("high"), option("unable-to-assess")] },
      { name: "certainty", label: "Certainty", kind: "choice", options: ["confirmed", "unconfirmed"].map((one) => option(one)) },
      { name: "reaction", label: "Reaction", kind: "text" },
      { name: "severity", label: "Severity", kind: "choice", options: [option("", "not known"), option("mild"), option("moderate"), option("severe")] },
      { name: "onset", label: "Since", kind: "date" },
      NOTE,
    ],
    build: (values) => {
      const reaction = given(values, "reaction");
      return [
        {
          resourceType: "AllergyIntolerance",
          clinicalStatus: coding(`${HL7}/allergyintolerance-clinical`, "active"),
          verificationStatus: coding(`${HL7}/allergyintolerance-verification`, given(values, "certainty") || "confirmed"),
          ...some("type", given(values, "type")),
          ...some("criticality", given(values, "criticality")),
          code: { text: given(values, "what") },
          ...some("onsetDateTime", given(values, "onset")),
          ...(reaction === "" ? {} : { reaction: [{ manifestation: [{ text: reaction }], ...some("severity", given(values, "severity")) }] }),
          ...noted(values),
        },
      ];
    },
  },
  {
    kind: "medication",
    title: "Medication the patient takes",
    section: "medications",
    resourceType: "MedicationStatement",
    asks: [
      { name: "what", label: "Medication", kind: "text", required: true },
      { name: "status", label: "Status", kind: "choice", options: ["active", "completed", "stopped", "on-hold", "intended", "not-taken", "unknown"].map((one) => option(one)) },
      { name: "dose", label: "Dose and timing", kind: "text", hint: "As you would say it: 5 mg twice a day" },
      { name: "from", label: "From", kind: "date" },
      { name: "to", label: "To", kind: "date" },
      NOTE,
    ],
    build: (values) => {
      const period = { ...some("start", given(values, "from")), ...some("end", given(values, "to")) };
      return [
        {
          resourceType: "MedicationStatement",
          status: given(values, "status") || "active",
          medicationCodeableConcept: { text: given(values, "what") },
          ...(Object.keys(period).length === 0 ? {} : { effectivePeriod: period }),
          ...(given(values, "dose") === "" ? {} : { dosage: [{ text: given(values, "dose") }] }),
          ...noted(values),
        },
      ];
    },
  },
  {
    kind: "immunization",
    title: "Immunization",
    section: "immunizations",
    resourceType: "Immunization",
    asks: [
      { name: "what", label: "Vaccine", kind: "text", required: true },
      { name: "code", label: "CVX code", kind: "text", hint: "Only if you know it." },
      { name: "date", label: "Given on", kind: "date", required: true },
      { name: "status", label: "Status", kind: "choice", options: [option("completed", "given"), option("not-done", "not given")] },
      { name: "lot", label: "Lot number", kind: "text" },
      NOTE,
    ],
    build: (values) => [
      {
        resourceType: "Immunization",
        status: given(values, "status") || "completed",
        vaccineCode: { ...(given(values, "code") === "" ? {} : coding("http://hl7.org/fhir/sid/cvx", given(values, "code"))), text: given(values, "what") },
        occurrenceDateTime: given(values, "date"),
        ...some("lotNumber", given(values, "lot")),
        ...noted(values),
      },
    ],
  },
  {
    kind: "appointment",
    title: "Appointment request",
    section: "orders",
    resourceType: "Appointment",
    asks: [
      { name: "what", label: "What for", kind: "text", required: true },
      { name: "from", label: "Not before", kind: "date" },
      { name: "to", label: "Not after", kind: "date" },
      { name: "note", label: "Note", kind: "lines" },
    ],
    build: (values) => {
      const period = { ...some("start", given(values, "from")), ...some("end", given(values, "to")) };
      return [
        {
          resourceType: "Appointment",
          status: "proposed",
          description: given(values, "what"),
          ...(Object.keys(period).length === 0 ? {} : { requestedPeriod: [period] }),
          ...some("comment", given(values, "note")),
        },
      ];
    },
  },
  {
    kind: "contact",
    title: "Contact data",
    section: "summary",
    resourceType: "Patient",
    asks: [
      { name: "phone", label: "Telephone", kind: "text" },
      { name: "email", label: "E-mail", kind: "text" },
      { name: "line", label: "Street and number", kind: "text" },
      { name: "postalCode", label: "Postal code", kind: "text" },
      { name: "city", label: "City", kind: "text" },
    ],
    build: () => [],
  },
  {
    kind: "free",
    title: "Any FHIR record",
    section: "other",
    resourceType: "",
    asks: [],
    build: () => [],
  },
];
