/** What stands in the viewer's place where a series holds no pictures: its reports, documents, recordings, objects, one at a time. */
import { useState } from "react";
import type { ImageInstance } from "~/generated/ImageInstance";
import type { ImageStudy } from "~/generated/ImageStudy";
import { Select } from "~/components/Select";
import { joined } from "~/foundations/words";
import { DocumentView } from "./DocumentView";
import { ObjectView } from "./ObjectView";
import { ReportView } from "./ReportView";
import { filesOf, kindOf } from "./stack";
import type { Pane } from "./usePane";
import { WaveformView } from "./WaveformView";
import styles from "./files.module.css";

interface Props {
  pane: Pane;
  /** Of the patient. */
  studies: readonly ImageStudy[];
  onHand: () => void;
}

export function FilesView({ pane, studies, onHand }: Props) {
  const files = filesOf(pane.viewing.series);
  const [chosen, setChosen] = useState<string | null>(null);
  const file = files.find((one) => one.id === chosen) ?? files[0];
  if (file === undefined) return null;
  // Whoever reads or presses in here has taken it in hand.
  const hand = { onPointerDown: onHand, onFocus: onHand };
  return (
    <div className={styles.files} {...hand}>
      {files.length > 1 && (
        <div className={styles.choice}>
          <Select label="File" value={file.id} options={files.map((one, n) => ({ value: one.id, title: joined(`${n + 1} of ${files.length}`, kindOf(one), one.number !== null && `number ${one.number}`) }))} onChange={setChosen} />
        </div>
      )}
      <One key={file.id} file={file} pane={pane} studies={studies} />
    </div>
  );
}

function One({ file, pane, studies }: { file: ImageInstance; pane: Pane; studies: readonly ImageStudy[] }) {
  switch (file.kind) {
    case "report":
      return <ReportView instance={file.id} onImage={pane.viewing.goTo} />;
    case "document":
      return <DocumentView instance={file.id} />;
    case "waveform":
      return <WaveformView instance={file.id} />;
    default:
      return <ObjectView instance={file.id} onPlace={(place) => pane.showPlace(place, studies)} />;
  }
}
