import type { PatientRow } from "~/generated/PatientRow";
import type { GridColumn } from "~/components/Grid";
import type { Texts } from "~/foundations/texts/english";
import { stateWords } from "~/foundations/coverage";
import { chart, href } from "~/foundations/route";
import { age, moment } from "~/foundations/time";
import { count, nameOr, sexShort } from "~/foundations/words";
import styles from "./patients.module.css";

/** "complete to" where everything is here, and what is not where it is not. */
function Completeness({ row, now }: { row: PatientRow; now: number }) {
  if (row.incomplete !== null) return <span className={styles.stale} title={row.incomplete}>{row.incomplete}</span>;
  if (row.coverage !== "complete") return <span className={styles.stale}>{stateWords(row.coverage)}</span>;
  return <span className={styles.second}>{row.asOf === null ? "complete" : moment(row.asOf, now)}</span>;
}

export function patientColumns(t: Texts, now: number, several: boolean): GridColumn<PatientRow>[] {
  const columns: GridColumn<PatientRow>[] = [
    {
      id: "name",
      head: t.patient,
      cell: (row) => (
        <a className={styles.name} href={href(chart(row.id))} tabIndex={-1}>
          <bdi>{nameOr(row.name)}</bdi>
          {row.deceased && <span className={styles.second}> {t.died}</span>}
        </a>
      ),
    },
    { id: "age", head: t.age, width: "64px", end: true, cell: (row) => (row.deceased ? "" : age(row.birthDate, now)) },
    { id: "sex", head: t.sex, width: "64px", end: true, cell: (row) => sexShort(row.gender) },
    { id: "born", head: t.born, width: "112px", end: true, cell: (row) => row.birthDate },
    { id: "mrn", head: t.mrn, width: "128px", end: true, cell: (row) => row.mrn },
    {
      id: "new",
      head: t.newSince,
      width: "170px",
      end: true,
      cell: (row) => row.newRecords > 0 && <span className={styles.new}>{count(row.newRecords)} new</span>,
    },
    { id: "complete", head: t.completeTo, width: "250px", end: true, cell: (row) => <Completeness row={row} now={now} /> },
  ];
  if (several) columns.splice(5, 0, { id: "connection", head: t.connection, width: "140px", cell: (row) => row.connectionName });
  return columns;
}
