/** What the viewer is set to: which series and picture, how it is looked at, what dragging does, and its playing. */
import { useCallback, useEffect, useMemo, useState } from "react";
import type { ImageStudy } from "~/generated/ImageStudy";
import type { Act } from "./keys";
import { flipped, inverted, overlaid, panned, PLAIN, turned, zoomed, type Look } from "./look";
import type { Kind } from "./regions";
import { slidesOf, type Slide } from "./stack";
import type { Choice } from "./window";

/** What dragging over the picture does. */
export type Drag = "window" | "pan" | "zoom" | "measure";

/** What is done with a picture or its series; the rest is the viewer's. */
export type PictureAct = Exclude<Act, "report">;

const FAR = 10;
const STEP = 40;
const CLOSER = 1.25;

/** The first series that has a picture. */
export const firstOf = (study: ImageStudy) => Math.max(0, study.series.findIndex((one) => slidesOf(one).length > 0));

/** A frame somebody marked. */
interface Key {
  instance: string;
  frame: number;
}

export function useViewer(study: ImageStudy, keys: readonly Key[], onKey: (slide: Slide) => void) {
  const [chosen, setChosen] = useState(() => firstOf(study));
  const [index, setIndex] = useState(0);
  const [look, setLook] = useState<Look>(PLAIN);
  /** What each series begins with. */
  const [start, setStart] = useState<Choice>(PLAIN.choice);
  const [drag, setDrag] = useState<Drag>("window");
  const [kind, setKind] = useState<Kind>("length");
  const [playing, setPlaying] = useState(false);
  const [keysOnly, setKeysOnly] = useState(false);
  const [made, setMade] = useState<readonly Slide[] | null>(null);
  const series = study.series[chosen];
  const all = useMemo(() => (series === undefined ? [] : slidesOf(series)), [series]);
  const slides = useMemo(() => made ?? (keysOnly ? all.filter((slide) => keys.some((key) => key.instance === slide.instance.id && key.frame === slide.frame)) : all), [all, keys, keysOnly, made]);
  const last = slides.length - 1;
  const to = useCallback((n: number) => setIndex(Math.max(0, Math.min(last, n))), [last]);
  const step = useCallback((by: number) => setIndex((n) => Math.max(0, Math.min(last, n + by))), [last]);
  /** A series from its beginning, as its file asks to be shown. */
  const show = (n: number) => {
    setMade(null);
    setChosen(n);
    setIndex(0);
    setLook({ ...PLAIN, choice: start });
    setPlaying(false);
    setKeysOnly(false);
  };
  const choose = (n: number) => {
    if ((n !== chosen || made !== null) && n >= 0 && n < study.series.length) show(n);
  };
  /** Reconstructed planes in place of the images of the series, from the middle one. */
  const cut = (planes: readonly Slide[]) => {
    setMade(planes);
    setKeysOnly(false);
    setPlaying(false);
    setLook(PLAIN);
    setIndex(Math.floor(planes.length / 2));
  };
  /** To one picture of the study, wherever it is. */
  const goTo = ({ instance, frame }: Key) => {
    const n = study.series.findIndex((one) => one.instances.some((other) => other.id === instance));
    const found = study.series[n];
    if (found === undefined) return;
    choose(n);
    setMade(null);
    setKeysOnly(false);
    setIndex(Math.max(0, slidesOf(found).findIndex((slide) => slide.instance.id === instance && slide.frame === frame)));
  };
  const only = (next: boolean) => {
    const here = slides[index];
    setKeysOnly(next);
    setPlaying(false);
    setIndex(next || here === undefined ? 0 : Math.max(0, all.indexOf(here)));
  };
  const acts: Record<PictureAct, () => void> = {
    next: () => step(1),
    previous: () => step(-1),
    forward: () => step(FAR),
    back: () => step(-FAR),
    first: () => to(0),
    last: () => to(last),
    larger: () => setLook((now) => zoomed(now, CLOSER)),
    smaller: () => setLook((now) => zoomed(now, 1 / CLOSER)),
    left: () => setLook((now) => panned(now, -STEP, 0)),
    right: () => setLook((now) => panned(now, STEP, 0)),
    up: () => setLook((now) => panned(now, 0, -STEP)),
    down: () => setLook((now) => panned(now, 0, STEP)),
    turn: () => setLook(turned),
    flip: () => setLook(flipped),
    invert: () => setLook(inverted),
    reset: () => setLook(PLAIN),
    overlays: () => setLook(overlaid),
    key: () => slides[index] !== undefined && slides[index].made === undefined && onKey(slides[index]),
    play: () => setPlaying((now) => last > 0 && !now),
    "series+": () => choose(chosen + 1),
    "series-": () => choose(chosen - 1),
  };
  return {
    series,
    chosen,
    slides,
    /** One may be left out as a key image is unmarked. */
    index: Math.min(index, Math.max(0, last)),
    look,
    drag,
    kind,
    playing,
    keysOnly,
    act: (act: PictureAct) => acts[act](),
    choose,
    show,
    cut,
    goTo,
    only,
    to,
    step,
    setLook,
    /** This series, and each after it, with this window. */
    begin: (choice: Choice) => {
      setStart(choice);
      setLook((now) => ({ ...now, choice }));
    },
    setDrag,
    setKind,
    setPlaying,
  };
}

export type Viewing = ReturnType<typeof useViewer>;

/** A tenth of a second where the file does not say. */
const FRAME = 100;

/** Goes on to the next picture once the last one was seen for its time; after the last comes the first. */
export function usePlaying({ playing, index, slides, to }: Viewing, shown: number | null, frameTime: number | null): void {
  useEffect(() => {
    if (!playing || shown !== index) return;
    const timer = setTimeout(() => to(index + 1 < slides.length ? index + 1 : 0), Math.max(16, frameTime ?? FRAME));
    return () => clearTimeout(timer);
  }, [playing, index, shown, slides, to, frameTime]);
}
