/** Named patients for stories. Invented, all of them. */
import type { PatientRow } from "~/generated/PatientRow";

export const NOW = Date.parse("2026-11-20T14:32:00");
export const at = (day: string, time = "14:02") => Date.parse(`${day}T${time}:00`);

const person = (n: number, name: string | null, birthDate: string | null, gender: string | null, rest: Partial<PatientRow> = {}): PatientRow => ({
  id: `p${n}`,
  fhirId: `f-p${n}`,
  name,
  birthDate,
  gender,
  mrn: `0042 ${1000 + n * 37}`,
  deceased: false,
  connection: "c1",
  connectionName: "Riverside General",
  coverage: "complete",
  asOf: at("2026-11-20"),
  incomplete: null,
  newRecords: 0,
  ...rest,
});

export const ingrid = person(1, "Sørensen, Ingrid", "1960-03-14", "female", { mrn: "0042 1187", newRecords: 4 });
export const kenta = person(2, "Tanaka, 健太", "2017-08-25", "male", { coverage: "partial", asOf: null, incomplete: "results still being fetched" });
export const zofia = person(3, "Wójcik, Zofia", "1936-12-01", "female", { coverage: "refused", incomplete: "results, allergies refused" });

export const people: PatientRow[] = [
  person(4, "Alvarez, Lucía", "1945-02-03", "female", { newRecords: 3 }),
  person(5, "Bakker, Sem", "1992-07-21", "male"),
  person(6, "Chen, 丽华", "1968-01-30", "female", { newRecords: 1, asOf: at("2026-11-20", "14:01") }),
  person(7, "Haddad, ليلى", "1997-10-11", "female", { asOf: at("2026-11-20", "13:58") }),
  person(8, "Johnson, Marcus", "1954-05-17", "male", { newRecords: 12 }),
  person(9, "Njoroge, Baby of Wanjiru", "2026-11-02", "female", { mrn: null }),
  person(10, "Okafor, Chidi", "1979", "male", { asOf: at("2026-11-20", "14:00") }),
  person(11, "Patel, Anaya", "2023-04-02", "female", { newRecords: 2 }),
  person(12, "Rossi, Bruno", "1931-06-30", "male", { deceased: true, asOf: at("2026-10-02") }),
  ingrid,
  kenta,
  zofia,
  person(13, null, null, null, { mrn: "9 000 113", coverage: "failed", incomplete: "could not be renewed since 18 Nov" }),
];

/** A long list: the same rules, a hundred thousand times. */
export function crowd(total: number): PatientRow[] {
  const families = ["Abara", "Bianchi", "Castro", "Dubois", "Eriksen", "Fischer", "García", "Hansen", "Ivanova", "Jansen"];
  return Array.from({ length: total }, (_, n) =>
    person(n + 100, `${families[n % 10] ?? ""}, Person ${n}`, `19${String(20 + (n % 80))}-0${1 + (n % 9)}-1${n % 10}`, n % 2 ? "male" : "female"),
  );
}
