import type { InForce } from "~/generated/InForce";
import type { Then } from "~/generated/Then";
import { useNow } from "~/foundations/clock";
import { fhirDay } from "~/foundations/time";
import { joined } from "~/foundations/words";
import { useSource } from "../source/SourceSide";
import styles from "./timeline.module.css";

interface Props {
  title: string;
  rows: readonly InForce[];
  days: readonly [string, string];
  changed: boolean;
}

const SAID: Record<Then, string> = { yes: "in force", no: "not", unknown: "not known" };

/** Drugs or problems in force on two days; what the EHR's dates do not say is not known. */
export function Forces({ title, rows, days, changed }: Props) {
  const now = useNow();
  const source = useSource();
  const shown = changed ? rows.filter((row) => row.earlier !== row.later || row.later === "unknown") : rows;
  return (
    <table className={styles.then}>
      <caption>
        {title}
        {shown.length === 0 && (rows.length === 0 ? ": none dated here" : ": the same on both days")}
      </caption>
      {shown.length > 0 && (
        <>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">On {days[0]}</th>
              <th scope="col">On {days[1]}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.record}>
                <th scope="row">
                  <button type="button" className={styles.value} title="Source" onClick={() => source(row.record, row.name ?? title)}>
                    {row.name ?? "name not recorded"}
                  </button>
                  <small className={styles.below}>
                    {joined(row.detail, row.began === null ? "start not recorded" : `from ${fhirDay(row.began, now)}`, row.ended !== null && `until ${fhirDay(row.ended, now)}`)}
                  </small>
                </th>
                <td className={styles[row.earlier]}>{SAID[row.earlier]}</td>
                <td className={styles[row.later]}>{SAID[row.later]}</td>
              </tr>
            ))}
          </tbody>
        </>
      )}
    </table>
  );
}
