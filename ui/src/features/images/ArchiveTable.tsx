/** The examinations that archive, chart and this workstation know of, a row each: who has what of it. */
import { Chip } from "~/components/Chip";
import type { PatientStudy } from "~/generated/PatientStudy";
import { FetchStudy } from "./FetchStudy";
import { archiveWords, examinationName, hereWords } from "./words";
import styles from "./images.module.css";

interface Props {
  patient: string;
  name: string;
  studies: readonly PatientStudy[];
  /** The archive answered: what it does not have, it does not have under what was asked. */
  asked: boolean;
  onFetched: () => void;
}

export function ArchiveTable({ patient, name, studies, asked, onFetched }: Props) {
  return (
    <div className={styles.scroller} role="region" aria-label="Examinations" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Modality</th>
            <th scope="col">Study</th>
            <th scope="col">In the archive</th>
            <th scope="col">Here</th>
            <th scope="col">Accession</th>
            <th scope="col">
              <span className="hidden-text">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {studies.map((study, n) => (
            // A row that only the chart knows has no name of its own.
            <tr key={study.uid ?? study.record ?? n}>
              <td className={styles.number}>{study.date ?? "Date not said"}</td>
              <td>{study.modalities.join(", ") || "Not said"}</td>
              <th scope="row">
                <bdi>{examinationName(study)}</bdi>
                {study.record !== null && <span className={styles.small}>in the chart</span>}
                {study.differs.length > 0 && (
                  <span className={styles.differs}>
                    <Chip tone="alert">Another person in the archive</Chip>
                    <span className={styles.words}>{study.differs.join("; ")}</span>
                  </span>
                )}
              </th>
              <td>{archiveWords(study, asked)}</td>
              <td>{hereWords(study)}</td>
              <td className={styles.accession}>{study.accession ?? ""}</td>
              <td>{study.inArchive && study.uid !== null && <FetchStudy patient={patient} name={name} study={study} uid={study.uid} onFetched={onFetched} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
