/** What dragging over the picture does, and where the pointer is. The middle button always moves, the right one sizes. */
import { useRef, type PointerEvent, type SyntheticEvent } from "react";
import { useMay } from "~/platform/may";
import { toImage, type Point } from "./geometry";
import { panned, zoomed } from "./look";
import { figuresOf, openedAt } from "./regions";
import { isOn, type Mark, type Marks } from "./useMarks";
import type { OnStage } from "./useStage";
import type { Drag, Viewing } from "./useViewer";
import { dragged, windowOf } from "./window";

interface Asked {
  film: HTMLElement | null;
  viewing: Viewing;
  on: OnStage;
  modality: string | null;
  marks: Marks;
  onHand: () => void;
  onPoint: (at: Point | null) => void;
}

const pair = ({ x, y }: Point): [number, number] => [x, y];

export function usePointer({ film, viewing, on, modality, marks, onHand, onPoint }: Asked) {
  const doing = useRef<{ drag: Drag; mark: Mark | null } | null>(null);
  const mayWrite = useMay()("write-records");
  const { shown, placing } = on;
  const pointOf = (event: PointerEvent): Point => {
    const { left = 0, top = 0 } = film?.getBoundingClientRect() ?? {};
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const drawn = (mark: Mark, to: Point): Mark => {
    const [x, y] = mark.points[0] ?? [0, 0];
    const from = { x, y };
    const points = mark.kind === "point" ? [to] : mark.kind === "angle" ? [from, to, openedAt(from, to)] : [from, to];
    return { ...mark, points: points.map(pair), figures: shown === null ? [] : figuresOf(shown.frame, mark.kind, points) };
  };
  const move = (drag: Drag, dx: number, dy: number, to: Point) => {
    if (shown === null || placing === null) return;
    const { head } = shown.frame;
    if (drag === "pan") viewing.setLook((look) => panned(look, dx, dy));
    if (drag === "zoom") viewing.setLook((look) => zoomed(look, Math.exp(-dy / 200)));
    if (drag === "window") viewing.setLook((look) => ({ ...look, choice: { kind: "hand", window: dragged(windowOf(look.choice, head, modality), dx, dy, head) } }));
    // A figure is read off the frame it is drawn on: once another one is shown, nothing is drawn on.
    if (doing.current?.mark && isOn(doing.current.mark, shown.slide)) {
      doing.current.mark = drawn(doing.current.mark, toImage(placing, to));
      marks.draw(doing.current.mark);
    }
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      onHand();
      if (shown === null || placing === null) return;
      const drag = event.button === 1 ? "pan" : event.button === 2 ? "zoom" : viewing.drag;
      const at = toImage(placing, pointOf(event));
      const draws = drag === "measure" && mayWrite && shown.slide.made === undefined && (viewing.kind !== "length" || shown.frame.head.spacing !== null);
      if (draws) viewing.setPlaying(false);
      const mark = draws ? drawn(marks.begin(shown.slide, viewing.kind, [pair(at)]), at) : null;
      doing.current = { drag, mark };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const at = pointOf(event);
      onPoint(at);
      if (doing.current !== null) move(doing.current.drag, event.movementX, event.movementY, at);
    },
    onPointerUp: () => {
      const mark = doing.current?.mark;
      doing.current = null;
      if (!mark) return;
      const [[x, y] = [0, 0], [u, v] = [0, 0]] = mark.points;
      // A click is a point and no length.
      if (mark.kind === "point" || Math.hypot(u - x, v - y) >= 1) marks.keep(mark);
      else marks.remove(mark);
    },
    onFocus: onHand,
    onPointerLeave: () => onPoint(null),
    onContextMenu: (event: SyntheticEvent) => event.preventDefault(),
  };
}
