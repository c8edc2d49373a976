/** The viewer of one study: its series, one picture of a series large, and what can be done with it. */
import { useState } from "react";
import type { ImageStudy } from "~/generated/ImageStudy";
import { Button } from "~/components/Button";
import { joined } from "~/foundations/words";
import { Differs } from "../Differs";
import { studyName, whenOf } from "../words";
import { Film } from "./Film";
import { SeriesList } from "./SeriesList";
import { StackTools } from "./StackTools";
import { Tools } from "./Tools";
import { useKeys } from "./useKeys";
import { useLengths } from "./useLengths";
import { useStage } from "./useStage";
import { usePlaying, useViewer } from "./useViewer";
import styles from "./viewer.module.css";

export default function Viewer({ study, onClose }: { study: ImageStudy; onClose: () => void }) {
  const viewing = useViewer(study);
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const [probing, setProbing] = useState(false);
  const lengths = useLengths();
  const modality = viewing.series?.modality ?? null;
  const on = useStage(element, viewing.slides, viewing.index, viewing.look, modality);
  useKeys(viewing.act);
  usePlaying(viewing, on.shown?.index ?? null, on.shown?.frame.head.frameTime ?? null);
  return (
    <>
      <header className={styles.head}>
        <h2 className={styles.title}>{joined(studyName(study), whenOf(study))}</h2>
        <Differs study={study} />
        <Button onPress={onClose}>Close</Button>
      </header>
      <Tools viewing={viewing} on={on} modality={modality} probing={probing} onProbe={setProbing} lengths={lengths} />
      <div className={styles.body}>
        <SeriesList study={study} chosen={viewing.chosen} onChoose={viewing.choose} />
        <div className={styles.main}>
          <Film viewing={viewing} on={on} modality={modality} stage={setElement} probing={probing} lengths={lengths} />
          <StackTools viewing={viewing} />
        </div>
      </div>
    </>
  );
}
