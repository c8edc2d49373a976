/** A flowsheet as rows on screen, and what a cell says in words. */
import type { Cell } from "~/generated/Cell";
import type { Column } from "~/generated/Column";
import type { Flowsheet } from "~/generated/Flowsheet";
import type { TestRow } from "~/generated/TestRow";
import { abnormalWords } from "~/components/Abnormal";
import { fhirDate } from "~/foundations/time";
import { joined, many, plain } from "~/foundations/words";
import { pointsOf } from "../plot/points";

export type SheetRow = { kind: "group"; name: string } | { kind: "test"; test: TestRow; byColumn: ReadonlyMap<number, Cell> };

export function rowsOf(sheet: Flowsheet): SheetRow[] {
  return sheet.groups.flatMap((group): SheetRow[] => [
    { kind: "group", name: group.name },
    ...group.tests.map((test): SheetRow => ({ kind: "test", test, byColumn: new Map(test.cells.map((cell) => [cell.column, cell])) })),
  ]);
}

/** Numbers over time, oldest first. */
export const trendOf = (test: TestRow, columns: readonly Column[]): [number, number][] => pointsOf(test, columns).map(({ at, value }) => [at, value]);

const CORRECTED = ["corrected", "amended", "appended"];

export const isCorrected = (cell: Cell) => cell.status !== null && CORRECTED.includes(cell.status);

/** What is beside the number, in words: for a screen reader, and for the line below the sheet. */
export function asides(cell: Cell): string[] {
  const abnormal = abnormalWords(cell.abnormality);
  return abnormal === null ? besides(cell) : [`${abnormal}, ${cell.interpreted ? "flagged by the EHR" : "by the range sent"}`, ...besides(cell)];
}

/** The same without whether it is abnormal. */
export function besides(cell: Cell): string[] {
  return [
    cell.asSent !== null && `sent as ${cell.asSent}`,
    cell.standing === "preliminary" && "preliminary",
    isCorrected(cell) && (cell.status === null ? "corrected" : plain(cell.status)),
    cell.standing === "entered-in-error" && "entered in error",
    cell.standing === "removed" && "removed at the EHR",
    cell.standing === "refuted" && "refuted",
    cell.standing === "unknown" && "status not recorded",
    cell.standing === "past" && (cell.status === null ? "called off" : plain(cell.status)),
    ...cell.beside,
    cell.range !== null && `range sent with it ${cell.range}`,
    cell.new && "new since you looked",
    cell.more > 0 && `${many(cell.more, "other result")} at this time`,
  ].filter((word): word is string => typeof word === "string");
}

/** A cell in one sentence. */
export function sentence(test: TestRow, cell: Cell | undefined, column: Column | undefined, now: number): string {
  const when = column === undefined ? "" : fhirDate(column.date, now);
  if (cell === undefined) return joined(test.name, when, "no result");
  const value = cell.value === null ? (cell.absent ?? "no value sent") : [cell.value, cell.unit ?? test.unit].filter(Boolean).join(" ");
  const range = cell.range === null && test.range !== null ? `reference ${test.range}` : null;
  return joined(`${test.name} ${value}`, when, ...asides(cell), range);
}
