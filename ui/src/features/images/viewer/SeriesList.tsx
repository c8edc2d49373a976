/** The series of a study, to choose from: in words, since a picture of each would have to be read first. */
import type { ImageSeries } from "~/generated/ImageSeries";
import type { ImageStudy } from "~/generated/ImageStudy";
import { joined, many } from "~/foundations/words";
import { framesOf, seriesName, sideOf } from "../words";
import { notShown } from "./stack";
import styles from "./viewer.module.css";

interface Props {
  study: ImageStudy;
  chosen: number;
  onChoose: (n: number) => void;
}

export function SeriesList({ study, chosen, onChoose }: Props) {
  return (
    <nav className={styles.series} aria-label="Series">
      <ul>
        {study.series.map((series, n) => (
          <li key={series.id}>
            <button type="button" className={styles.one} aria-current={n === chosen ? "true" : undefined} onClick={() => onChoose(n)}>
              <bdi className={styles.name}>{seriesName(series)}</bdi>
              <span>{factsOf(series)}</span>
              {notShown(series).map((words) => (
                <span key={words}>{words}</span>
              ))}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const factsOf = (series: ImageSeries) =>
  joined(series.number !== null && `Series ${series.number}`, series.modality, joined(series.bodyPart, sideOf(series.laterality)), many(framesOf(series), "image"));
