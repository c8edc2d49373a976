/** The studies that were found, each with its patient; the way to a study is the patient's chart. */
import type { FoundImageStudy } from "~/generated/FoundImageStudy";
import { chart, href } from "~/foundations/route";
import { count, joined, nameOr } from "~/foundations/words";
import styles from "./find.module.css";

const whenOf = ({ date, time }: FoundImageStudy) => joined(date ?? "Date not said", time?.slice(0, 5)).replace(" · ", " ");

export function FoundTable({ studies }: { studies: readonly FoundImageStudy[] }) {
  return (
    <div className={styles.scroller} role="region" aria-label="Studies" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Patient</th>
            <th scope="col">Date</th>
            <th scope="col">Modality</th>
            <th scope="col">Study</th>
            <th scope="col">Body part</th>
            <th scope="col">Accession</th>
            <th scope="col" className={styles.end}>
              Files
            </th>
          </tr>
        </thead>
        <tbody>
          {studies.map((one) => (
            <tr key={one.study}>
              <th scope="row">
                <a href={href(chart(one.patient, "imaging"))}>
                  <bdi>{nameOr(one.name)}</bdi>
                </a>
                <span className={styles.small}>{joined(one.birthDate !== null && `born ${one.birthDate}`, one.mrn !== null && `MRN ${one.mrn}`)}</span>
              </th>
              <td className={styles.number}>{whenOf(one)}</td>
              <td>{one.modalities.join(", ") || "Not said"}</td>
              <td>
                <bdi>{one.description ?? "Without a description"}</bdi>
              </td>
              <td>{one.bodyParts.join(", ")}</td>
              <td>{one.accession ?? ""}</td>
              <td className={styles.end}>{count(one.instances)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
