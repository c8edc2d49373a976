/** Results as comma-separated values (RFC 4180): nothing is left out, and what is shown in another unit stands beside it as sent. */
import type { Column } from "~/generated/Column";
import type { TestRow } from "~/generated/TestRow";
import { abnormalWords } from "~/components/Abnormal";

const HEAD = ["Test", "Date", "Value", "Unit", "As sent", "Why no value", "Flag", "Flagged by", "Reference range", "Status", "Record"];

/** A field that begins like a formula would be run by a spreadsheet. */
const quoted = (text: string) => {
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

export function csvOf(tests: readonly TestRow[], columns: readonly Column[], source: string): string {
  const rows = tests.flatMap((test) =>
    [...test.cells].reverse().map((cell) => {
      const flag = abnormalWords(cell.abnormality);
      return [
        test.name,
        columns[cell.column]?.date ?? "",
        cell.value ?? "",
        cell.unit ?? test.unit ?? "",
        cell.asSent ?? "",
        cell.absent ?? "",
        flag ?? "",
        flag === null ? "" : cell.interpreted ? "the EHR" : "the range sent",
        cell.range ?? test.range ?? "",
        cell.status ?? "",
        cell.record,
      ];
    }),
  );
  return [HEAD, ...rows, [source]].map((row) => `${row.map(quoted).join(",")}\r\n`).join("");
}
