/** The measurements and key images of a study: named, gone to, taken away and had back. */
import { useState } from "react";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { KINDS } from "./figures";
import { KeyList } from "./KeyList";
import { MarkLine } from "./MarkLine";
import type { Pane } from "./usePane";
import { WriteOut } from "./WriteOut";
import styles from "./aside.module.css";

export function MarkList({ pane }: { pane: Pane }) {
  const { marks, viewing, study } = pane;
  const [writing, setWriting] = useState(false);
  return (
    <>
      <h3 className={styles.title}>Measurements</h3>
      {marks.asking !== null && <FailureNotice failure={marks.asking} />}
      {marks.failure !== null && marks.unkept.size === 0 && <FailureNotice failure={marks.failure} />}
      {marks.removed !== null && (
        <Notice tone="plain" title={`${marks.removed.name ?? KINDS[marks.removed.kind]} taken away`}>
          <Button onPress={marks.undo}>Undo</Button>
        </Notice>
      )}
      {marks.all.length === 0 && <p className={styles.none}>Nothing is measured on these images. Choose what to measure, and draw over the picture; it is kept with the study.</p>}
      <ol className={styles.list} aria-label="Measurements">
        {marks.all.map((mark, n) => (
          <MarkLine key={mark.id} number={n + 1} mark={mark} marks={marks} onGo={() => viewing.goTo(mark)} />
        ))}
      </ol>
      {marks.all.length > 0 && <Button needs="export-charts" onPress={() => setWriting(true)}>Write to a DICOM report…</Button>}
      <KeyList pane={pane} />
      {writing && <WriteOut study={study.id} onClose={() => setWriting(false)} />}
    </>
  );
}
