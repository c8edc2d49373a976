/** The series of a study, to choose from: in words, each with a small picture once that is made. */
import type { ImageSeries } from "~/generated/ImageSeries";
import type { ImageStudy } from "~/generated/ImageStudy";
import { Select } from "~/components/Select";
import { joined } from "~/foundations/words";
import { SmallPicture } from "../SmallPicture";
import { seriesName, sideOf, studyName, whenOf } from "../words";
import { contentOf } from "./stack";
import styles from "./viewer.module.css";

interface Props {
  /** Of the patient, to be looked at instead. */
  studies: readonly ImageStudy[];
  study: ImageStudy;
  chosen: number;
  onChoose: (n: number) => void;
  onStudy: (study: ImageStudy) => void;
}

export function SeriesList({ studies, study, chosen, onChoose, onStudy }: Props) {
  return (
    <nav className={styles.series} aria-label="Series">
      {studies.length > 1 && (
        <div className={styles.studies}>
          <Select
            label="Study"
            value={study.id}
            options={studies.map((one) => ({ value: one.id, title: joined(whenOf(one), studyName(one)) }))}
            onChange={(id) => {
              const found = studies.find((one) => one.id === id);
              if (found !== undefined) onStudy(found);
            }}
          />
        </div>
      )}
      <ul>
        {study.series.map((series, n) => (
          <li key={series.id}>
            <button type="button" className={styles.one} aria-current={n === chosen ? "true" : undefined} onClick={() => onChoose(n)}>
              <bdi className={styles.name}>{seriesName(series)}</bdi>
              <span>{factsOf(series)}</span>
              {contentOf(series).map((words) => (
                <span key={words}>{words}</span>
              ))}
              <SmallPicture series={series} />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const factsOf = (series: ImageSeries) => joined(series.number !== null && `Series ${series.number}`, series.modality, joined(series.bodyPart, sideOf(series.laterality)));
