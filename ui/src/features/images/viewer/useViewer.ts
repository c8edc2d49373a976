/** What the viewer is set to: which series and picture, how it is looked at, what dragging does, and its playing. */
import { useCallback, useEffect, useMemo, useState } from "react";
import type { ImageStudy } from "~/generated/ImageStudy";
import type { Act } from "./keys";
import { flipped, inverted, panned, PLAIN, turned, zoomed, type Look } from "./look";
import { slidesOf } from "./stack";

/** What dragging over the picture does. */
export type Drag = "window" | "pan" | "zoom" | "length";

const FAR = 10;
const STEP = 40;
const CLOSER = 1.25;

export function useViewer(study: ImageStudy) {
  const first = Math.max(0, study.series.findIndex((one) => slidesOf(one).length > 0));
  const [chosen, setChosen] = useState(first);
  const [index, setIndex] = useState(0);
  const [look, setLook] = useState<Look>(PLAIN);
  const [drag, setDrag] = useState<Drag>("window");
  const [playing, setPlaying] = useState(false);
  const series = study.series[chosen];
  const slides = useMemo(() => (series === undefined ? [] : slidesOf(series)), [series]);
  const last = slides.length - 1;
  const to = useCallback((n: number) => setIndex(Math.max(0, Math.min(last, n))), [last]);
  const step = useCallback((by: number) => setIndex((n) => Math.max(0, Math.min(last, n + by))), [last]);
  const choose = (n: number) => {
    if (n === chosen || n < 0 || n >= study.series.length) return;
    setChosen(n);
    setIndex(0);
    setLook(PLAIN);
    setPlaying(false);
  };
  const acts: Record<Act, () => void> = {
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
    play: () => setPlaying((now) => last > 0 && !now),
    "series+": () => choose(chosen + 1),
    "series-": () => choose(chosen - 1),
  };
  return { series, chosen, slides, index, look, drag, playing, act: (act: Act) => acts[act](), choose, to, step, setLook, setDrag, setPlaying };
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
