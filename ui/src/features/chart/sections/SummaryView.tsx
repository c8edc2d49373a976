import type { ReactNode } from "react";
import type { Chart } from "~/generated/Chart";
import type { SectionHead } from "~/generated/SectionHead";
import type { Summary } from "~/generated/Summary";
import { Panel } from "~/components/Panel";
import { chart as chartAt, href } from "~/foundations/route";
import { count } from "~/foundations/words";
import { Completeness } from "../Completeness";
import { Nothing } from "../SectionView";
import { SummaryAllergies } from "./SummaryAllergies";
import { SummaryFresh } from "./SummaryFresh";
import { SummaryNext } from "./SummaryNext";
import { SummaryResults } from "./SummaryResults";
import { EncounterLines, MedicationLines, NoteLines, ProblemLines, VitalLines } from "./SummaryLines";
import styles from "./summary.module.css";

/** What a colleague would say at hand-over, on one screen. */
export function SummaryView({ chart, summary }: { chart: Chart; summary: Summary }) {
  const part = (section: string, rows: number, note: string | null, body: ReactNode) => (
    <Part chart={chart} section={section} rows={rows} note={note}>
      {body}
    </Part>
  );
  const tests = summary.results.groups.reduce((sum, group) => sum + group.tests.length, 0);
  return (
    <div className={styles.page}>
      {summary.fresh !== null && <SummaryFresh chart={chart} fresh={summary.fresh} />}
      <div className={styles.grid}>
      <div className={styles.column}>
        {part("problems", summary.problems.length, `${count(summary.problems.length)} active`, <ProblemLines rows={summary.problems} />)}
        {part(
          "encounters",
          summary.encounters.length + summary.next.length,
          null,
          <>
            <SummaryNext patient={chart.banner.patient.id} rows={summary.next} />
            <EncounterLines rows={summary.encounters} />
          </>,
        )}
      </div>
      <div className={styles.column}>
        {part("results", tests, "abnormal first", <SummaryResults sheet={summary.results} />)}
        {part("notes", summary.notes.length, null, <NoteLines patient={chart.banner.patient.id} rows={summary.notes} />)}
      </div>
      <div className={styles.column}>
        {part("medications", summary.medications.length, `${count(summary.medications.length)} active`, <MedicationLines rows={summary.medications} />)}
        {part("allergies", 1, null, <SummaryAllergies chart={chart} allergies={summary.allergies} />)}
        {part("vitals", summary.vitals.length, "last of each", <VitalLines rows={summary.vitals} />)}
      </div>
      </div>
    </div>
  );
}

/** Where not all has come, none of what is here is not none. */
function noneCurrent(head: SectionHead): string {
  if (head.coverage.state === "complete") return `None current; ${count(head.count)} in all.`;
  return `None current among the ${count(head.count)} that are here; not all of it has come.`;
}

interface PartProps {
  chart: Chart;
  section: string;
  rows: number;
  note: string | null;
  children: ReactNode;
}

function Part({ chart, section, rows, note, children }: PartProps) {
  const head = chart.sections.find((one) => one.section === section);
  if (head === undefined) return null;
  const known = rows > 0 || head.coverage.state === "complete";
  return (
    <Panel title={head.title} note={known ? (note ?? (head.count > 0 ? count(head.count) : undefined)) : undefined} aside={<Completeness head={head} brief />}>
      {rows > 0 ? children : head.count > 0 ? <p className={styles.none}>{noneCurrent(head)}</p> : <Nothing head={head} />}
      {head.count > 0 && (
        <a className={styles.all} href={href(chartAt(chart.banner.patient.id, section))}>
          All {head.title.toLowerCase()}
        </a>
      )}
    </Panel>
  );
}
