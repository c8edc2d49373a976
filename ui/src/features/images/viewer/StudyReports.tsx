/** The reports and notes of the study beside its picture: the surest first, and what may be of another study called so. */
import { useState } from "react";
import type { StudyReport } from "~/generated/StudyReport";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { StandingMark } from "~/components/Standing";
import { NotePartView } from "~/features/chart/notes/NotePartView";
import { joined } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import styles from "./beside.module.css";

const BY = { study: "names this study", order: "of the same order", accession: "has its accession number", day: "of the same day: it may be of another study" } as const;

const nameOf = ({ note }: StudyReport) => note.title ?? note.kind ?? note.resourceType;

export function StudyReports({ study }: { study: string }) {
  const found = useAsk("study_reports", { study });
  const [chosen, setChosen] = useState<string | null>(null);
  if (found.isError) return <FailureNotice failure={found.error.failure} />;
  if (found.data === undefined) return <Reading />;
  const { reports } = found.data;
  // What is sure is open at once; a guess waits until somebody wants it.
  const first = reports.find((one) => one.by !== "day");
  const open = chosen ?? first?.note.record ?? null;
  return (
    <>
      <h3 className={styles.title}>Reports and notes</h3>
      {reports.length === 0 && <p className={styles.second}>No report or note of the chart names this study, its order or its accession number.</p>}
      <ul className={styles.list}>
        {reports.map((one) => (
          <li key={one.note.record} className={styles.one}>
            <button type="button" className={styles.head} aria-expanded={open === one.note.record} onClick={() => setChosen(open === one.note.record ? "" : one.note.record)}>
              <bdi className={styles.name}>{nameOf(one)}</bdi>
              <span className={styles.second}>{joined(one.note.date?.slice(0, 10) ?? "Date not said", one.note.author, BY[one.by])}</span>
            </button>
            <StandingMark standing={one.note.standing} status={one.note.status} />
            {open === one.note.record && <Text record={one.note.record} name={nameOf(one)} />}
          </li>
        ))}
      </ul>
    </>
  );
}

function Text({ record, name }: { record: string; name: string }) {
  const note = useAsk("open_note", { record });
  if (note.isError) return <FailureNotice failure={note.error.failure} />;
  if (note.data === undefined) return <Reading />;
  const { parts, earlier } = note.data;
  return (
    <article className={styles.text} aria-label={name}>
      {parts.map((part, n) => (
        <NotePartView key={n} part={part} at={n} earlier={earlier} unfolded others={parts} />
      ))}
    </article>
  );
}
