/** The table of studies: owns its columns, and what a row says of a study. */
import type { ImageStudy } from "~/generated/ImageStudy";
import { useNow } from "~/foundations/clock";
import { moment } from "~/foundations/time";
import { bytes, count, joined } from "~/foundations/words";
import { AnonymiseStudy } from "./AnonymiseStudy";
import { Differs } from "./Differs";
import { RemoveStudy } from "./RemoveStudy";
import { SendStudy } from "./SendStudy";
import { ShowStudy } from "./ShowStudy";
import { SmallPicture } from "./SmallPicture";
import { bodyPartsOf, framesOf, imagesOf, modalitiesOf, studyName, whenOf } from "./words";
import styles from "./images.module.css";

export function StudyTable({ studies }: { studies: readonly ImageStudy[] }) {
  return (
    // A region of its own to be scrolled by keys: the list of records below keeps its place.
    <div className={styles.scroller} role="region" aria-label="Studies" tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Date</th>
            <th scope="col">Modality</th>
            <th scope="col">Study</th>
            <th scope="col">Body part</th>
            <th scope="col" className={styles.end}>
              Series
            </th>
            <th scope="col" className={styles.end}>
              Images
            </th>
            <th scope="col" className={styles.end}>
              Size
            </th>
            <th scope="col">Accession</th>
            <th scope="col">
              <span className="hidden-text">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {studies.map((study) => (
            <StudyRow key={study.id} study={study} studies={studies} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StudyRow({ study, studies }: { study: ImageStudy; studies: readonly ImageStudy[] }) {
  const now = useNow();
  const first = study.series.find((one) => framesOf(one) > 0);
  return (
    <tr>
      <td className={styles.number}>{whenOf(study)}</td>
      <td>{modalitiesOf(study)}</td>
      <th scope="row">
        <span className={styles.named}>
          <span>
            <bdi>{studyName(study)}</bdi>
            <span className={styles.small}>{joined(`added ${moment(study.addedAt, now)}`, `by ${study.addedBy}`)}</span>
            <Differs study={study} />
          </span>
          {first !== undefined && <SmallPicture series={first} />}
        </span>
      </th>
      <td>{bodyPartsOf(study)}</td>
      <td className={styles.end}>{count(study.series.length)}</td>
      <td className={styles.end}>{count(imagesOf(study))}</td>
      <td className={styles.end}>{bytes(study.bytes)}</td>
      <td className={styles.accession}>{study.accession ?? ""}</td>
      <td>
        <span className={styles.acts}>
          <ShowStudy study={study} studies={studies} />
          <SendStudy study={study} />
          <AnonymiseStudy study={study} />
          <RemoveStudy study={study} />
        </span>
      </td>
    </tr>
  );
}
