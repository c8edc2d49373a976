import type { Coverage } from "~/generated/Coverage";
import type { SectionHead } from "~/generated/SectionHead";
import { useNow } from "~/foundations/clock";
import { readSentence, sectionSentence } from "~/foundations/coverage";
import { cx } from "~/foundations/cx";
import styles from "./chart.module.css";

/** Completeness and "as of" of a section; what is not complete, and why, one click away. */
export function Completeness({ head, brief = false }: { head: SectionHead; brief?: boolean }) {
  const now = useNow();
  const sentence = sectionSentence(head.coverage, head.reads, now);
  const missing = head.reads.filter((read) => read.state !== "complete" || read.quarantined > 0);
  const look = cx(sentence.warn && styles.warn);
  const why = missing.length > 0 ? missing : head.coverage.reason === null ? [] : [head.coverage];
  if (brief || why.length === 0) return <span className={look}>{brief ? sentence.text.replace("complete to ", "complete, ") : sentence.text}</span>;
  return (
    <details className={styles.reads}>
      <summary className={look}>{sentence.text}</summary>
      <Reads reads={why} title={head.title} now={now} />
    </details>
  );
}

function Reads({ reads, title, now }: { reads: readonly Coverage[]; title: string; now: number }) {
  return (
    <ul className={styles.readList} aria-label={`What is not complete in ${title}`}>
      {reads.map((read) => (
        <li key={read.read ?? read.section}>
          <strong>{read.read ?? title}</strong>
          <span className={styles.warn}>{readSentence(read, now).text}</span>
          {read.reason !== null && <span>{read.reason}</span>}
        </li>
      ))}
    </ul>
  );
}
