import type { ReactNode } from "react";
import type { EncounterRow } from "~/generated/EncounterRow";
import type { MedicationRow } from "~/generated/MedicationRow";
import type { NoteRow } from "~/generated/NoteRow";
import type { ProblemRow } from "~/generated/ProblemRow";
import type { VitalRow } from "~/generated/VitalRow";
import { AbnormalMark, abnormalWords, isAbnormal } from "~/components/Abnormal";
import { Sparkline } from "~/components/Sparkline";
import { StandingMark, StandingName } from "~/components/Standing";
import { useNow } from "~/foundations/clock";
import { chart, href } from "~/foundations/route";
import { fhirDate, fhirDay } from "~/foundations/time";
import { count, joined, many } from "~/foundations/words";
import { encounterName } from "./EncountersView";
import { noteName } from "../notes/name";
import styles from "./summary.module.css";

const MOST = 8;

function Line({ main, end, below }: { main: ReactNode; end?: ReactNode; below?: ReactNode }) {
  return (
    <li className={styles.line}>
      <span className={styles.main}>{main}</span>
      <span className={styles.end}>{end}</span>
      {below !== undefined && below !== "" && <small className={styles.below}>{below}</small>}
    </li>
  );
}

/** What of a list found no room: nobody takes the first for all. */
export function More({ of, shown }: { of: number; shown: number }) {
  if (of <= shown) return null;
  return <li className={styles.below}>and {count(of - shown)} more</li>;
}

export function ProblemLines({ rows }: { rows: readonly ProblemRow[] }) {
  const now = useNow();
  return (
    <ul>
      {rows.slice(0, MOST).map((row) => (
        <Line
          key={row.record}
          main={<StandingName standing={row.standing}>{row.name ?? "name not recorded"}</StandingName>}
          end={row.standing === "current" ? row.severity : <StandingMark standing={row.standing} status={row.verification} />}
          below={joined(row.onset && `since ${fhirDay(row.onset, now)}`, row.code)}
        />
      ))}
      <More of={rows.length} shown={MOST} />
    </ul>
  );
}

export function MedicationLines({ rows }: { rows: readonly MedicationRow[] }) {
  const now = useNow();
  return (
    <ul>
      {rows.slice(0, MOST).map((row) => (
        <Line
          key={row.record}
          main={row.name ?? "name not recorded"}
          end={row.standing !== "current" && <StandingMark standing={row.standing} status={row.status} />}
          below={joined(row.dosage ?? "dosage not recorded", row.asNeeded && "as needed", row.date && `since ${fhirDay(row.date, now)}`)}
        />
      ))}
      <More of={rows.length} shown={MOST} />
    </ul>
  );
}

export function EncounterLines({ rows }: { rows: readonly EncounterRow[] }) {
  const now = useNow();
  return (
    <ul>
      {rows.slice(0, 5).map((row) => (
        <Line
          key={row.record}
          main={<StandingName standing={row.standing}>{encounterName(row) ?? "kind not recorded"}</StandingName>}
          end={row.status !== "finished" && <StandingMark standing={row.standing} status={row.status} />}
          below={joined(fhirDay(row.start, now), row.reason)}
        />
      ))}
    </ul>
  );
}

export function NoteLines({ patient, rows }: { patient: string; rows: readonly NoteRow[] }) {
  const now = useNow();
  return (
    <ul>
      {rows.slice(0, 6).map((row) => (
        <Line
          key={row.record}
          main={
            <a className={styles.plainLink} href={href(chart(patient, "notes", row.record))}>
              <StandingName standing={row.standing}>{noteName(row)}</StandingName>
            </a>
          }
          end={fhirDay(row.date, now)}
          below={
            <>
              {row.author} {row.standing !== "current" && <StandingMark standing={row.standing} status={row.status} />}
            </>
          }
        />
      ))}
    </ul>
  );
}

export function VitalLines({ rows }: { rows: readonly VitalRow[] }) {
  const now = useNow();
  return (
    <ul>
      {rows.map((row) => (
        <Line
          key={row.record}
          main={
            <>
              {row.name}{" "}
              {row.value === null ? (
                <em className={styles.absent}>{row.absent ?? "no value sent"}</em>
              ) : (
                <strong className={isAbnormal(row.abnormality) ? styles.abnormal : styles.value}>
                  {row.value} <AbnormalMark abnormality={row.abnormality} />
                  {isAbnormal(row.abnormality) && <span className="hidden-text"> {abnormalWords(row.abnormality)}</span>}
                </strong>
              )}
            </>
          }
          end={<Sparkline points={row.trend} label={`Trend of ${row.name}`} />}
          below={joined(row.unit, fhirDate(row.date, now), row.more > 0 && `${many(row.more, "other result")} at this time`, ...row.beside)}
        />
      ))}
    </ul>
  );
}
