/** The mark of a study whose files name somebody else than the chart does, with the words of it. */
import type { ImageStudy } from "~/generated/ImageStudy";
import { Chip } from "~/components/Chip";
import { personName } from "./words";
import styles from "./images.module.css";

export function Differs({ study }: { study: ImageStudy }) {
  if (study.differs.length === 0) return null;
  return (
    <span className={styles.differs}>
      <Chip tone="alert">Another person in the files</Chip>
      <span className={styles.words}>
        {study.differs.join("; ")}. The files name <bdi>{personName(study.person)}</bdi>.
      </span>
    </span>
  );
}
