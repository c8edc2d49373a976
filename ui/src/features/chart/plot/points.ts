/** What a plot draws of a flowsheet, and what it cannot: every number left out is counted and said. */
import type { Cell } from "~/generated/Cell";
import type { Column } from "~/generated/Column";
import type { TestRow } from "~/generated/TestRow";
import { many } from "~/foundations/words";

export interface Point {
  at: number;
  value: number;
  cell: Cell;
}

/** It says nothing about the patient. */
export const isWithdrawn = (cell: Cell) => ["entered-in-error", "removed", "refuted"].includes(cell.standing);

/** Numbers over time in the row's own unit, oldest first; withdrawn ones are not drawn. */
export function pointsOf(test: TestRow, columns: readonly Column[]): Point[] {
  return test.cells
    .flatMap((cell): Point[] => {
      const at = columns[cell.column]?.at;
      const counts = cell.unit === null && !isWithdrawn(cell);
      return at === undefined || cell.number === null || !counts ? [] : [{ at, value: cell.number, cell }];
    })
    .reverse();
}

/** Several tests on one time axis: where a test has no result, there is no number. */
export function aligned(all: readonly (readonly Point[])[]): { times: number[]; points: (Point | null)[][] } {
  const times = [...new Set(all.flatMap((points) => points.map((point) => point.at)))].sort((a, b) => a - b);
  const points = all.map((some) => {
    const byTime = new Map(some.map((point) => [point.at, point]));
    return times.map((at) => byTime.get(at) ?? null);
  });
  return { times, points };
}

/** What of a test is not in the plot, in words; null when all of it is. */
export function leftOut(test: TestRow): string | null {
  let other = 0;
  let words = 0;
  let withdrawn = 0;
  let more = 0;
  for (const cell of test.cells) {
    more += cell.more;
    if (isWithdrawn(cell)) withdrawn += 1;
    else if (cell.number === null) words += 1;
    else if (cell.unit !== null) other += 1;
  }
  const parts = [
    other > 0 && `${many(other, "result")} in another unit`,
    words > 0 && `${many(words, "result")} without a number`,
    withdrawn > 0 && many(withdrawn, "withdrawn result"),
    more > 0 && `${many(more, "further result")} at the same time`,
  ].filter(Boolean);
  return parts.length === 0 ? null : parts.join(", ");
}
