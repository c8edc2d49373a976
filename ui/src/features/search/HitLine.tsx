import type { Hit } from "~/generated/Hit";
import { useNow } from "~/foundations/clock";
import { fhirDay } from "~/foundations/time";
import { joined } from "~/foundations/words";
import { sectionOf } from "./entries";
import { Marked } from "./Marked";
import styles from "./search.module.css";

export const hitTitle = (hit: Hit) => hit.title ?? hit.resourceType;

/** One hit: what it is, whose, where in the chart, and the words around. */
export function HitLine({ hit, asked, withPatient = true }: { hit: Hit; asked: string; withPatient?: boolean }) {
  const now = useNow();
  return (
    <>
      <span className={styles.hitTop}>
        <span className={styles.hitTitle}>{hitTitle(hit)}</span>
        <span className={styles.hitWhere}>{joined(withPatient && hit.patientName, sectionOf(hit), hit.page !== null && `page ${hit.page}`, fhirDay(hit.date, now))}</span>
      </span>
      {hit.snippet !== null && (
        <span className={styles.snippet} dir="auto">
          <Marked text={hit.snippet} asked={asked} />
        </span>
      )}
    </>
  );
}
