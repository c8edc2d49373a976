import { useMemo, useState } from "react";
import type { LedgerRow } from "~/generated/LedgerRow";
import { Empty } from "~/components/Empty";
import { Field } from "~/components/Field";
import { Grid } from "~/components/Grid";
import { Panel } from "~/components/Panel";
import { Select } from "~/components/Select";
import { useNow } from "~/foundations/clock";
import { chart, go } from "~/foundations/route";
import { count, joined, many } from "~/foundations/words";
import { readColumns } from "./columns";
import styles from "./ledger.module.css";
import { isWarning, sectionsOf, shown, whose, WHICH, type Which } from "./rows";

interface Props {
  rows: readonly LedgerRow[];
  /** Several patients: each row says whose it is and opens their chart. */
  several: boolean;
  section: string | null;
}

/** The ledger read by read. */
export function ReadsPanel({ rows, several, section }: Props) {
  const now = useNow();
  const [which, setWhich] = useState<Which>("all");
  const [of, setOf] = useState(section ?? "");
  const [text, setText] = useState("");
  const sections = useMemo(() => sectionsOf(rows), [rows]);
  const found = useMemo(() => shown(rows, which, of, text), [rows, which, of, text]);
  const columns = useMemo(() => readColumns(now, several), [now, several]);
  const missing = rows.filter(isWarning).length;
  const never = rows.filter((row) => row.state === "not-offered").length;
  return (
    <>
      <div className={styles.bar}>
        <div className={styles.find}>
          <Field label="Find" value={text} onChange={setText} placeholder={several ? "Patient, search or reason" : "Search or reason"} autoComplete="off" />
        </div>
        <Select label="Section" value={of} options={sections} onChange={setOf} />
        <Select label="State" value={which} options={WHICH} onChange={setWhich} />
      </div>
      <Panel fill title="Reads" note={found.length === rows.length ? count(rows.length) : `${count(found.length)} of ${count(rows.length)}`} aside={joined(missing === 0 ? (rows.length > never ? "complete" : "") : `${many(missing, "read")} not complete`, never > 0 && `${count(never)} not offered by the EHR`)}>
        {found.length === 0 ? (
          <Empty title={rows.length === 0 ? "Nothing was asked of the EHR yet." : "No read like that."} />
        ) : (
          <Grid
            key={`${which} ${of} ${text}`}
            label="Reads"
            columns={columns}
            count={found.length}
            rowAt={(index) => found[index]}
            keyOf={(row) => `${row.connection} ${row.patient ?? ""} ${row.section} ${row.read}`}
            nameOf={(row) => `${whose(row)}, ${row.read}`}
            onOpen={(row) => row.patient !== null && go(chart(row.patient, row.section === "demographics" ? "summary" : row.section))}
          />
        )}
      </Panel>
    </>
  );
}
