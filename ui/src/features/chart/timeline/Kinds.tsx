import { useId } from "react";
import type { SectionHead } from "~/generated/SectionHead";
import type { TimelineSpan } from "~/generated/TimelineSpan";
import styles from "./timeline.module.css";

interface Props {
  sections: readonly SectionHead[];
  spans: readonly TimelineSpan[];
  kind: string;
  onKind: (kind: string) => void;
}

/** Only lines with records of one kind. */
export function Kinds({ sections, spans, kind, onKind }: Props) {
  const id = useId();
  const there = new Set(spans.flatMap((span) => span.counts.map((one) => one.section)));
  return (
    <span className={styles.choice}>
      <label htmlFor={id}>Show</label>
      <select id={id} value={kind} onChange={(event) => onKind(event.target.value)}>
        <option value="">everything</option>
        {sections
          .filter((head) => there.has(head.section))
          .map((head) => (
            <option key={head.section} value={head.section}>
              {head.title}
            </option>
          ))}
      </select>
    </span>
  );
}
