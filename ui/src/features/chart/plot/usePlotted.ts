import { useMemo, useState } from "react";
import type { TestRow } from "~/generated/TestRow";
import type { SheetRow } from "../flowsheet/sheet";
import { MOST } from "./drawing";

/** Which tests of a sheet are plotted, in the order they were chosen. */
export function usePlotted(rows: readonly SheetRow[]) {
  const [keys, setKeys] = useState<readonly string[]>([]);
  const tests = useMemo(() => {
    const all = new Map(rows.flatMap((row): [string, TestRow][] => (row.kind === "test" ? [[row.test.key, row.test]] : [])));
    return keys.flatMap((key) => all.get(key) ?? []);
  }, [keys, rows]);
  /** In or out; where it is full, the oldest choice gives way. */
  const toggle = (test: TestRow) => setKeys((now) => (now.includes(test.key) ? now.filter((key) => key !== test.key) : [...now.slice(-(MOST - 1)), test.key]));
  return { tests, toggle, set: setKeys as (keys: string[]) => void };
}
