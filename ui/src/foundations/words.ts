/** Numbers and coded values in words. */
export const count = (n: number) => n.toLocaleString("en-US");

export const many = (n: number, one: string, more = `${one}s`) => `${count(n)} ${n === 1 ? one : more}`;

/** What one record of a section is called, and several, where the section's title would not do. */
const RECORDS: Record<string, readonly [string, string?]> = {
  results: ["result"],
  vitals: ["vital sign"],
  medications: ["medication"],
  problems: ["problem"],
  allergies: ["allergy", "allergies"],
  immunizations: ["immunization"],
  encounters: ["encounter"],
  notes: ["note"],
  procedures: ["procedure"],
  orders: ["order or appointment", "orders and appointments"],
  devices: ["device"],
  other: ["other record"],
};

/** "1 note", "34 results"; of a section that is not known, its title. */
export function counted(n: number, section: string, title: string): string {
  const [one, more] = RECORDS[section] ?? [];
  return one === undefined ? `${count(n)} ${title.toLowerCase()}` : many(n, one, more);
}

export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = n;
  let unit = "B";
  for (const next of units) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toString()} ${unit}`;
}

const SEX: Record<string, string> = { male: "Male", female: "Female", other: "Other", unknown: "Unknown" };

/** Administrative gender as sent; a code we do not know is shown as it is. */
export const sex = (gender: string | null) => (gender === null ? "Not recorded" : (SEX[gender] ?? gender));

export const sexShort = (gender: string | null) =>
  gender === "male" ? "M" : gender === "female" ? "F" : gender === null ? "" : sex(gender);

export const nameOr = (name: string | null) => name ?? "Name not recorded";

export const percent = (done: number, of: number) => (of === 0 ? 0 : Math.min(100, Math.floor((done / of) * 100)));

/** "entered-in-error" as words. */
export const plain = (code: string) => code.replaceAll("-", " ").replaceAll("_", " ");

export const joined = (...parts: (string | null | undefined | false)[]) => parts.filter(Boolean).join(" · ");
