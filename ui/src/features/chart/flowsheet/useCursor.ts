import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useState } from "react";
import type { SheetRow } from "./sheet";

type Along = Virtualizer<HTMLDivElement, Element>;
interface At {
  row: number;
  column: number;
}

/** The cell of a record; the newest of the first test where there is none. */
export function startAt(rows: readonly SheetRow[], record: string | null): At {
  for (const [row, one] of rows.entries())
    if (one.kind === "test") for (const cell of one.byColumn.values()) if (cell.record === record) return { row, column: cell.column };
  return { row: Math.max(0, rows.findIndex((one) => one.kind === "test")), column: 0 };
}

/** Where the keyboard is in a sheet. Rows that only name a group are stepped over. */
export function useCursor(rows: readonly SheetRow[], columns: number, start: At, down: Along, across: Along) {
  const [at, setAt] = useState(start);
  useEffect(() => {
    if (start.row > 1 || start.column > 0) {
      down.scrollToIndex(start.row, { align: "center" });
      across.scrollToIndex(start.column);
    }
    // Only where it begins; later the person scrolls.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const to = (row: number, column: number) => {
    setAt({ row, column });
    down.scrollToIndex(row);
    across.scrollToIndex(column);
  };
  /** The next test at or after a row, going one way; where there is none, it stays. */
  const test = (from: number, by: 1 | -1): number => {
    let row = Math.max(0, Math.min(rows.length - 1, from));
    while (rows[row]?.kind === "group") row += by;
    return rows[row]?.kind === "test" ? row : at.row;
  };
  const move = (key: string): boolean => {
    switch (key) {
      case "ArrowDown":
        to(test(at.row + 1, 1), at.column);
        return true;
      case "ArrowUp":
        to(test(at.row - 1, -1), at.column);
        return true;
      case "ArrowRight":
        to(at.row, Math.min(columns - 1, at.column + 1));
        return true;
      case "ArrowLeft":
        to(at.row, Math.max(0, at.column - 1));
        return true;
      case "PageDown":
        to(test(at.row + 15, -1), at.column);
        return true;
      case "PageUp":
        to(test(at.row - 15, 1), at.column);
        return true;
      case "Home":
        to(at.row, 0);
        return true;
      case "End":
        to(at.row, columns - 1);
        return true;
      default:
        return false;
    }
  };
  return { row: at.row, column: at.column, move, set: (row: number, column: number) => setAt({ row, column }) };
}
