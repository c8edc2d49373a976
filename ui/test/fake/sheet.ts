/** A flowsheet with every mark a cell can carry. */
import type { Abnormality } from "~/generated/Abnormality";
import type { Cell } from "~/generated/Cell";
import type { Column } from "~/generated/Column";
import type { Flowsheet } from "~/generated/Flowsheet";
import type { TestRow } from "~/generated/TestRow";

const DATES = ["2026-11-20T06:10:00", "2026-11-19T06:05:00", "2026-11-18T18:40:00", "2026-11-18T05:55:00", "2026-09-02", "2026-06-11", "2026-03-03", "2025-12-09", "2025-09-15", "2025-03-20", "2024-10-02", "2024-03-11"];

export const columns: Column[] = DATES.map((date) => ({ at: Date.parse(date), date }));

let next = 0;
function cell(column: number, value: number | string | null, low: number | null, high: number | null, rest: Partial<Cell> = {}): Cell {
  const number = typeof value === "number" ? value : null;
  let abnormality: Abnormality = low === null && high === null ? "unknown" : "normal";
  if (number !== null && high !== null && number > high) abnormality = "high";
  if (number !== null && low !== null && number < low) abnormality = "low";
  return {
    record: `r${(next += 1)}`,
    column,
    value: value === null ? null : String(value),
    number,
    unit: null,
    asSent: null,
    absent: null,
    abnormality,
    interpreted: true,
    range: null,
    standing: "current",
    status: "final",
    new: column === 0,
    more: 0,
    others: [],
    beside: [],
    ...rest,
  };
}

type Marks = Record<number, Partial<Cell>>;

function test(name: string, unit: string | null, low: number | null, high: number | null, values: (number | string | null)[], marks: Marks = {}): TestRow {
  const range = low !== null && high !== null ? `${low}–${high}` : high !== null ? `< ${high}` : low !== null ? `> ${low}` : null;
  return {
    key: name,
    name,
    unit,
    range,
    rangeLow: low,
    rangeHigh: high,
    cells: values.flatMap((value, column) => (value === null && marks[column] === undefined ? [] : [cell(column, value, low, high, marks[column])])),
  };
}

export const results: Flowsheet = {
  columns,
  columnsInAll: 31,
  results: 412,
  groups: [
    {
      name: "Metabolic panel",
      tests: [
        test("Sodium", "mmol/L", 137, 145, [135, 136, null, 137, 136, 136, 137, 140, 140, 139, 141, 140]),
        test("Potassium", "mmol/L", 3.5, 5.1, [6.4, 5.2, 5.4, 4.9, 4.4, 4.2, 4.1, 4.3, 5.3, 4.4, 4.2, 4.5], {
          0: { abnormality: "critical-high", more: 1, others: ["other-potassium"] },
          2: { standing: "preliminary", status: "preliminary", interpreted: false },
        }),
        test("Bicarbonate", "mmol/L", 22, 29, [null, 21.6, null, 24.6, 25, 24, 22.1, 23.8, 21.6, 24, 25, 26], { 0: { absent: "Specimen haemolysed", abnormality: "unknown" } }),
        test("Urea", "mmol/L", 2.9, 8.2, [12.9, 12.6, null, 11.2, 10.1, 12.8, 11.3, 12.7, 12.5, 10, 9.4, 8.8]),
        test("Creatinine", "µmol/L", 45, 84, [151, 144, null, 130, 125, 115, 121, 140, 110, 104, 99, 95], {
          1: { status: "corrected" },
          3: { value: "1.47", number: 1.47, unit: "mg/dL", abnormality: "high" },
        }),
        test("eGFR", "mL/min/1.73 m²", 60, null, [31, 33, null, 38, 41.3, 40.7, 39.5, 45.9, 38, 48, 52, 55]),
        test("Glucose", "mmol/L", 4, 7.8, [7.4, 6.9, 8.1, 7.7, 6.7, 7.1, 8.5, 6.9, 7.8, 7, 7.4, 6.8], { 4: { standing: "entered-in-error", status: "entered-in-error", abnormality: "unknown" } }),
        test("Calcium", "mmol/L", 2.2, 2.55, [2.4, 2.2, null, 2.2, 2.3, 2.3, 2.3, 2.3, 2.3, 2.4, 2.4, 2.35]),
      ],
    },
    {
      name: "Blood count",
      tests: [
        test("Haemoglobin", "g/L", 117, 153, [116, 120, null, 115, 122, 125, 125, 123, 126, 128, 127, 130]),
        test("White cells", "10⁹/L", 4.1, 11, [5.8, 7.2, null, 10.5, 9.6, 7.8, 10.4, 8.8, 9.8, 8, 7, 7.7]),
        test("Platelets", "10⁹/L", 165, 387, [225, 218, null, 236, 214, 231, 273, 228, 205, 240, 233, 250]),
      ],
    },
    {
      name: "Cardiac",
      tests: [
        test("NT-proBNP", "ng/L", null, 125, [5900, 4200, null, 2600, 1739, 1689, 1406, 2576, null, 900, 640, 510]),
        test("Troponin T", "ng/L", null, 14, ["<5", 22.4, 30.1, 31, null, null, null, 14.8, null, null, null, null]),
      ],
    },
    {
      name: "Microbiology",
      tests: [
        test("Blood culture", null, null, null, [null, "No growth", null, "Gram-positive cocci", null, null, null, null, null, null, null, null], {
          3: { abnormality: "abnormal" },
          0: { absent: "not performed", standing: "unknown", status: null },
        }),
      ],
    },
  ],
};

export const vitals: Flowsheet = {
  columns: columns.slice(0, 5),
  columnsInAll: 5,
  results: 18,
  groups: [
    {
      name: "Vital signs",
      tests: [
        test("Blood pressure", "mmHg", null, null, ["104/62", "108/64", "112/70", "118/72", "126/78"], { 0: { abnormality: "low" } }),
        test("Heart rate", "/min", 60, 100, [96, 104, 110, 88, 76]),
        test("Oxygen saturation", "%", 94, null, [92, 93, 91, 95, 97]),
        test("Body weight", "kg", null, null, [81.4, 82.1, null, 83.7, 79.1]),
      ],
    },
  ],
};

export const none: Flowsheet = { columns: [], columnsInAll: 0, results: 0, groups: [] };

/** A sheet of any size. */
export function large(tests: number, dates: number): Flowsheet {
  const many = Array.from({ length: dates }, (_, n) => ({ at: Date.parse("2026-11-20T06:10:00") - n * 86_400_000, date: new Date(Date.parse("2026-11-20T06:10:00Z") - n * 86_400_000).toISOString() }));
  return {
    columns: many,
    columnsInAll: dates,
    results: tests * dates,
    groups: [{ name: "All", tests: Array.from({ length: tests }, (_, n) => test(`Test ${n}`, "U/L", 10, 40, many.map((_, d) => 10 + ((n * 7 + d * 3) % 40)))) }],
  };
}
