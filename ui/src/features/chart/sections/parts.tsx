import type { ReactNode } from "react";
import type { Standing } from "~/generated/Standing";
import { StandingName } from "~/components/Standing";
import { useNow } from "~/foundations/clock";
import { fhirDate } from "~/foundations/time";
import styles from "./sections.module.css";

/** A name with something smaller below it; says so where the EHR sent no name. */
export function Name({ name, below, standing }: { name: string | null; below?: ReactNode; standing: Standing }) {
  return (
    <>
      <StandingName standing={standing}>{name === null ? <span className={styles.missing}>name not recorded</span> : <bdi>{name}</bdi>}</StandingName>
      {below !== undefined && below !== null && below !== "" && <span className={styles.small}>{below}</span>}
    </>
  );
}

/** A FHIR date, as far as it was given. */
export function When({ date }: { date: string | null }) {
  const now = useNow();
  return <>{fhirDate(date, now)}</>;
}

/** From when, and below it until when, where an end was sent. */
export function Span({ date, until }: { date: string | null; until: string | null }) {
  return (
    <>
      <When date={date} />
      {until !== null && (
        <span className={styles.small}>
          until <When date={until} />
        </span>
      )}
    </>
  );
}

export const Second = ({ children }: { children: ReactNode }) => <span className={styles.second}>{children}</span>;
