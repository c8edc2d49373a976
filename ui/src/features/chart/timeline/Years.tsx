import { useId } from "react";
import type { TimelineSpan } from "~/generated/TimelineSpan";
import styles from "./timeline.module.css";

interface Props {
  spans: readonly TimelineSpan[];
  year: number | null;
  onYear: (year: number | null) => void;
}

/** Jumps to a year, of those in which something happened. */
export function Years({ spans, year, onYear }: Props) {
  const id = useId();
  const years = [...new Set(spans.map((span) => span.year))].sort((a, b) => b - a);
  if (years.length < 2) return null;
  return (
    <span className={styles.choice}>
      <label htmlFor={id}>Year</label>
      <select id={id} value={year ?? ""} onChange={(event) => onYear(event.target.value === "" ? null : Number(event.target.value))}>
        <option value="">newest</option>
        {years.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </span>
  );
}
