/** The viewer of one study: its series, one picture of a series large or several beside each other, and what can be done with them. */
import { useEffect, useState, type RefObject } from "react";
import type { ImageStudy } from "~/generated/ImageStudy";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { joined } from "~/foundations/words";
import { Differs } from "../Differs";
import { studyName, whenOf } from "../words";
import { Aside, BESIDE, type Beside } from "./Aside";
import { LayoutTools } from "./LayoutTools";
import { Panes } from "./Panes";
import { PictureOut } from "./PictureOut";
import { priorOf } from "./priors";
import { SeriesList } from "./SeriesList";
import { filesOf } from "./stack";
import { Tools } from "./Tools";
import { LoseThem, Unkept, unkeptOf } from "./Unkept";
import { useKeys } from "./useKeys";
import { useLayout } from "./useLayout";
import { usePanes } from "./usePanes";
import { usePlanes } from "./usePlanes";
import { firstOf } from "./useViewer";
import styles from "./viewer.module.css";

interface Props {
  study: ImageStudy;
  /** All of the patient that are here. */
  studies: readonly ImageStudy[];
  onClose: () => void;
  /** What Escape does: it asks where something would be lost. */
  leaveRef: RefObject<(() => void) | null>;
}

export default function Viewer({ study, studies, onClose, leaveRef }: Props) {
  const { panes, mounts, active, pane, many, linked, setActive, setLinked, lay, planes, beside: putBeside, begin } = usePanes(study);
  const [probing, setProbing] = useState(false);
  const [beside, setBeside] = useState<Beside | null>(null);
  const [picturing, setPicturing] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const unkept = unkeptOf(panes);
  useEffect(() => {
    leaveRef.current = unkept > 0 ? () => setLeaving(true) : null;
  }, [leaveRef, unkept]);
  const prior = priorOf(study, studies);
  const layout = useLayout(study.series[firstOf(study)]?.modality ?? null, (kept) => {
    lay(kept.pictures);
    setLinked(kept.together);
    if (kept.prior && prior !== null) putBeside(prior);
    if (kept.preset !== null) begin({ kind: "preset", id: kept.preset });
  });
  const choice = pane.viewing.look.choice;
  const now = { pictures: many, together: linked, prior: panes.some((one) => one.study.id !== study.id), preset: choice.kind === "preset" ? choice.id : null };
  const making = usePlanes();
  const stack = pane.viewing.slides.some((slide) => slide.made !== undefined) || pane.viewing.slides.length < 2 ? null : pane.viewing.slides;
  const pictures = filesOf(pane.viewing.series).length === 0;
  const toggle = (which: Beside) => setBeside(beside === which ? null : which);
  useKeys((act) => (act === "report" ? toggle("report") : pane.viewing.act(act)), pictures);
  return (
    <>
      <header className={styles.head}>
        <h2 className={styles.title}>{joined(studyName(pane.study), whenOf(pane.study))}</h2>
        <Differs study={pane.study} />
        <LayoutTools many={many} onMany={lay} linked={linked} onLinked={setLinked} prior={prior} onPrior={() => prior !== null && putBeside(prior)} onKeep={layout.keep === null ? null : () => layout.keep?.(now)} kept={layout.kept} modality={study.series[firstOf(study)]?.modality ?? null} planes={making} onPlanes={stack === null ? null : () => making.make(stack, planes)} />
        {BESIDE.map(([id, title]) => (
          <Button key={id} aria-expanded={beside === id} onPress={() => toggle(id)}>
            {title}
          </Button>
        ))}
        <Button needs="export-charts" isDisabled={pane.on.shown === null} onPress={() => setPicturing(true)}>
          Picture…
        </Button>
        <Button onPress={() => (unkept > 0 ? setLeaving(true) : onClose())}>Close</Button>
      </header>
      <Unkept panes={panes} />
      {layout.failure !== null && <FailureNotice failure={layout.failure} />}
      {making.refused !== null && (
        <Notice tone="plain" title="No planes can be made of this series">
          {making.refused}
        </Notice>
      )}
      {pictures && <Tools pane={pane} probing={probing} onProbe={setProbing} />}
      <div className={styles.body}>
        <SeriesList studies={studies} study={pane.study} chosen={pane.viewing.chosen} onChoose={pane.viewing.choose} onStudy={pane.open} />
        <Panes studies={studies} panes={panes} mounts={mounts} active={active} onActive={setActive} probing={probing} />
        {beside !== null && <Aside key={pane.study.id} beside={beside} pane={pane} studies={studies} />}
      </div>
      <LoseThem many={unkept} open={leaving} onClose={() => setLeaving(false)} onLose={onClose} />
      {picturing && <PictureOut pane={pane} onClose={() => setPicturing(false)} />}
    </>
  );
}
