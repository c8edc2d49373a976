/** Asks what leaves without its person and where to; says what came of it. */
import { useState } from "react";
import type { ImageStudy } from "~/generated/ImageStudy";
import { Check } from "~/components/Check";
import { Select } from "~/components/Select";
import { ToFile } from "~/components/ToFile";
import { useAct } from "~/platform/ask";
import { Anonymised } from "./Anonymised";
import { seriesName } from "./words";
import styles from "./images.module.css";

const WHOLE = "";

export function AnonymiseForm({ study, name, onClose }: { study: ImageStudy; name: string; onClose: () => void }) {
  const [series, setSeries] = useState(WHOLE);
  const [moveDates, setMoveDates] = useState(false);
  const [looked, setLooked] = useState(false);
  const write = useAct("anonymise_images");
  const path = write.data?.path ?? null;
  const options = [{ value: WHOLE, title: "The whole study" }, ...study.series.map((one) => ({ value: one.id, title: seriesName(one) }))];
  return (
    <ToFile
      title="Write images without the person"
      act="Write without the person"
      kind="ZIP file (.zip) or folder"
      name="images.zip"
      orFolder
      hint="A folder may also be there and empty. The files are not encrypted."
      busy={write.isPending}
      over={path !== null}
      failure={write.error?.failure}
      written={path === null ? undefined : { title: "Written", path }}
      told={write.data && <Anonymised done={write.data} />}
      onWrite={(to) => write.mutate({ study: study.id, series: series === WHOLE ? null : series, instances: [], path: to, moveDates, looked })}
      onClose={onClose}
    >
      <p className={styles.plain}>
        <bdi>{name}</bdi>. Names, numbers, dates, places, unique names and everything private are taken out of each file (DICOM PS3.15, basic profile); the pictures stay as they are.
      </p>
      {study.series.length > 1 && <Select label="What" value={series} onChange={setSeries} options={options} />}
      <Check on={moveDates} onChange={setMoveDates}>
        Move dates instead of taking them away: all by the same number of days
      </Check>
      <Check on={looked} onChange={setLooked}>
        I looked at the pictures: no name is drawn into them, and nobody can be recognised
      </Check>
    </ToFile>
  );
}
