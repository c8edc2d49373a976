import { useMemo, useState } from "react";
import type { NoteRow } from "~/generated/NoteRow";
import { Empty } from "~/components/Empty";
import { Grid, type GridColumn } from "~/components/Grid";
import { StandingMark } from "~/components/Standing";
import { joined } from "~/foundations/words";
import { useSource } from "../source/SourceSide";
import { NoteReader } from "./NoteReader";
import { Name, When } from "../sections/parts";
import { noteName } from "./name";
import styles from "./notes.module.css";

function columns(open: string | null): GridColumn<NoteRow>[] {
  return [
    {
      id: "note",
      head: "Note",
      cell: (row) => (
        <span className={row.record === open ? styles.open : undefined}>
          <Name
            standing={row.standing}
            name={noteName(row)}
            below={
              <>
                <When date={row.date} />
                {(row.author !== null || !row.here) && ` · ${joined(row.author, !row.here && "not on this workstation")}`}{" "}
                {row.standing !== "current" && <StandingMark standing={row.standing} status={row.status} />}
              </>
            }
          />
        </span>
      ),
    },
  ];
}

/** Notes and documents: the list, and the one that is open beside it. */
export function NotesView({ rows, record }: { rows: readonly NoteRow[]; record: string | null }) {
  const source = useSource();
  const [open, setOpen] = useState(record ?? rows[0]?.record ?? null);
  const start = Math.max(0, rows.findIndex((row) => row.record === open));
  const shown = useMemo(() => columns(open), [open]);
  return (
    <div className={styles.notes}>
      <div className={styles.list}>
        <Grid
          label="Notes"
          columns={shown}
          count={rows.length}
          rowAt={(index) => rows[index]}
          keyOf={(row) => row.record}
          nameOf={noteName}
          start={start}
          onOpen={(row) => setOpen(row.record)}
          onSource={(row) => source(row.record, noteName(row))}
        />
      </div>
      {open === null ? <Empty title="Choose a note." /> : <NoteReader key={open} record={open} others={rows} />}
    </div>
  );
}
