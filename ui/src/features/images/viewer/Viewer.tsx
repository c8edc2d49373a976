/** The viewer of one study: its series, one picture of a series large, and what can be done with it. */
import { useState } from "react";
import type { ImageStudy } from "~/generated/ImageStudy";
import { Button } from "~/components/Button";
import { joined } from "~/foundations/words";
import { Differs } from "../Differs";
import { studyName, whenOf } from "../words";
import { Aside, BESIDE, type Beside } from "./Aside";
import { Film } from "./Film";
import { PictureOut } from "./PictureOut";
import { SeriesList } from "./SeriesList";
import { StackTools } from "./StackTools";
import { Tools } from "./Tools";
import { useKeys } from "./useKeys";
import { usePane } from "./usePane";
import styles from "./viewer.module.css";

export default function Viewer({ study, onClose }: { study: ImageStudy; onClose: () => void }) {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const pane = usePane(study, element);
  const { viewing, on } = pane;
  const [probing, setProbing] = useState(false);
  const [beside, setBeside] = useState<Beside | null>(null);
  const [picturing, setPicturing] = useState(false);
  useKeys(viewing.act);
  return (
    <>
      <header className={styles.head}>
        <h2 className={styles.title}>{joined(studyName(study), whenOf(study))}</h2>
        <Differs study={study} />
        {BESIDE.map(([id, title]) => (
          <Button key={id} aria-expanded={beside === id} onPress={() => setBeside(beside === id ? null : id)}>
            {title}
          </Button>
        ))}
        <Button isDisabled={on.shown === null} onPress={() => setPicturing(true)}>
          Picture…
        </Button>
        <Button onPress={onClose}>Close</Button>
      </header>
      <Tools pane={pane} probing={probing} onProbe={setProbing} />
      <div className={styles.body}>
        <SeriesList study={study} chosen={viewing.chosen} onChoose={viewing.choose} />
        <div className={styles.main}>
          <Film pane={pane} probing={probing} mount={setElement} />
          <StackTools viewing={viewing} />
        </div>
        {beside !== null && <Aside beside={beside} pane={pane} />}
      </div>
      {picturing && <PictureOut pane={pane} onClose={() => setPicturing(false)} />}
    </>
  );
}
