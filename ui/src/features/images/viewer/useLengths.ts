/** The lengths somebody measured while the viewer is open; they are no part of the record and go with it. */
import { useRef, useState } from "react";
import type { Point } from "./geometry";
import type { Shown } from "./useStage";

export interface Length {
  id: number;
  /** The picture it was measured in. */
  slide: string;
  from: Point;
  to: Point;
}

export function useLengths() {
  const [all, setAll] = useState<readonly Length[]>([]);
  const next = useRef(1);
  const add = (slide: string, from: Point, to: Point): Length => {
    const made = { id: next.current, slide, from, to };
    next.current += 1;
    setAll((old) => [...old, made]);
    return made;
  };
  return {
    all,
    add,
    /** Over the middle third, to be moved by its ends: the way without a pointer. */
    across: ({ slide, frame: { head } }: Shown) => add(slide.id, { x: head.columns / 3, y: head.rows / 2 }, { x: (2 * head.columns) / 3, y: head.rows / 2 }),
    change: (length: Length) => setAll((old) => old.map((one) => (one.id === length.id ? length : one))),
    remove: (id: number) => setAll((old) => old.filter((one) => one.id !== id)),
    clear: () => setAll([]),
  };
}

export type Lengths = ReturnType<typeof useLengths>;
