import { useState } from "react";
import type { Standing } from "~/generated/Standing";
import { Button } from "~/components/Button";
import { Grid, type GridColumn } from "~/components/Grid";
import { many } from "~/foundations/words";
import { useSource } from "../source/SourceSide";
import styles from "./sections.module.css";

export interface ChartRow {
  record: string;
  standing: Standing;
  /** Where one record makes several rows. */
  key?: string;
}

interface Props<R extends ChartRow> {
  label: string;
  rows: readonly R[];
  columns: readonly GridColumn<R>[];
  nameOf: (row: R) => string;
  /** Record to begin at. */
  record: string | null;
  /** What the folded rows are called ("past problem"); without it nothing is folded. */
  fold?: string;
  /** What a row opens; its source without it. */
  onOpen?: (row: R) => void;
}

const over = (row: ChartRow) => ["past", "entered-in-error", "removed", "refuted"].includes(row.standing);

/** The rows of a section: what counts now first, the rest folded but one click away. */
export function Rows<R extends ChartRow>({ label, rows, columns, nameOf, record, fold, onOpen }: Props<R>) {
  const source = useSource();
  const current = fold === undefined ? rows : rows.filter((row) => !over(row));
  const past = fold === undefined ? [] : rows.filter(over);
  const [open, setOpen] = useState(current.length === 0 || past.some((row) => row.record === record));
  const shown = open ? [...current, ...past] : current;
  const start = Math.max(0, shown.findIndex((row) => row.record === record));
  return (
    <>
      <Grid
        label={label}
        columns={columns}
        count={shown.length}
        rowAt={(index) => shown[index]}
        keyOf={(row) => row.key ?? row.record}
        nameOf={nameOf}
        start={start}
        {...(onOpen === undefined ? {} : { onOpen })}
        onSource={(row) => source(row.record, nameOf(row))}
      />
      {fold !== undefined && past.length > 0 && current.length > 0 && (
        <div className={styles.fold}>
          <Button look="quiet" aria-expanded={open} onPress={() => setOpen(!open)}>
            {open ? "Hide" : "Show"} {many(past.length, fold)}
          </Button>
        </div>
      )}
    </>
  );
}
