/** Asks what leaves without its person and where to; says what came of it. */
import { useState, type SubmitEvent } from "react";
import type { ImageStudy } from "~/generated/ImageStudy";
import { Button } from "~/components/Button";
import { Check } from "~/components/Check";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { Select } from "~/components/Select";
import { Sheet } from "~/features/documents/Sheet";
import { useAct } from "~/platform/ask";
import { Anonymised } from "./Anonymised";
import { seriesName } from "./words";
import styles from "./images.module.css";

const WHOLE = "";

export function AnonymiseForm({ study, name, onClose }: { study: ImageStudy; name: string; onClose: () => void }) {
  const [path, setPath] = useState("");
  const [series, setSeries] = useState(WHOLE);
  const [moveDates, setMoveDates] = useState(false);
  const [looked, setLooked] = useState(false);
  const write = useAct("anonymise_images");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim() !== "") write.mutate({ study: study.id, series: series === WHOLE ? null : series, instances: [], path: path.trim(), moveDates, looked });
  };
  const done = write.data !== undefined && write.data.path !== null;
  const options = [{ value: WHOLE, title: "The whole study" }, ...study.series.map((one) => ({ value: one.id, title: seriesName(one) }))];
  return (
    <Sheet title="Write images without the person" onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <p className={styles.plain}>
          <bdi>{name}</bdi>. Names, numbers, dates, places, unique names and everything private are taken out of each file (DICOM PS3.15, basic profile); the pictures stay as they are. The files are not encrypted.
        </p>
        {study.series.length > 1 && <Select label="What" value={series} onChange={setSeries} options={options} />}
        <Field label="Write to" value={path} onChange={setPath} placeholder="Full path of a new .zip file, or of a new or empty folder" autoComplete="off" />
        <Check on={moveDates} onChange={setMoveDates}>
          Move dates instead of taking them away: all by the same number of days
        </Check>
        <Check on={looked} onChange={setLooked}>
          I looked at the pictures: no name is drawn into them, and nobody can be recognised
        </Check>
        {write.error && <FailureNotice failure={write.error.failure} />}
        {write.data && <Anonymised done={write.data} />}
        <div className={styles.actions}>
          <Button onPress={onClose}>{done ? "Close" : "Cancel"}</Button>
          <Button look="main" type="submit" isDisabled={path.trim() === "" || write.isPending || done}>
            {write.isPending ? "Writing…" : "Write without the person"}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
