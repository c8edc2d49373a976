import type { Chart } from "~/generated/Chart";
import type { Fresh } from "~/generated/Fresh";
import { StandingMark, StandingName } from "~/components/Standing";
import { Panel } from "~/components/Panel";
import { useNow } from "~/foundations/clock";
import { chart as chartAt, href } from "~/foundations/route";
import { saysMore } from "~/foundations/standing";
import { fhirDate, fullMoment } from "~/foundations/time";
import { count, counted } from "~/foundations/words";
import styles from "./summary.module.css";

/** What came or changed since this chart was last looked at, each a step from where it is read. */
export function SummaryFresh({ chart, fresh }: { chart: Chart; fresh: Fresh }) {
  const now = useNow();
  const patient = chart.banner.patient.id;
  const since = fullMoment(fresh.since);
  const title = (section: string) => chart.sections.find((head) => head.section === section)?.title ?? section;
  if (fresh.counts.length === 0) return <p className={styles.nothingNew}>Nothing came or changed here since you last looked, {since}.</p>;
  const all = fresh.counts.reduce((sum, one) => sum + one.records, 0);
  return (
    <Panel
      title="New since you last looked"
      note={since}
      aside={fresh.counts.map((one) => (
        <a key={one.section} className={styles.freshCount} href={href(chartAt(patient, one.section))}>
          {counted(one.records, one.section, title(one.section))}
        </a>
      ))}
    >
      <ul className={styles.fresh}>
        {fresh.rows.map((row) => (
          <li key={row.record}>
            <a className={styles.plainLink} href={href(chartAt(patient, row.section, row.record))}>
              <StandingName standing={row.standing}>{row.title ?? "name not recorded"}</StandingName>
            </a>{" "}
            <span className={styles.value}>
              <StandingName standing={row.standing}>{row.detail}</StandingName>
            </span> <span className={styles.end}>{fhirDate(row.date, now)}</span>{" "}
            {saysMore(row.standing, row.status) && <StandingMark standing={row.standing} status={row.status} />}
          </li>
        ))}
        {all > fresh.rows.length && <li className={styles.end}>and {count(all - fresh.rows.length)} more</li>}
      </ul>
    </Panel>
  );
}
