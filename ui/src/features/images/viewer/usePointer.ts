/** What dragging over the picture does, and where the pointer is. The middle button always moves, the right one sizes. */
import { useRef, type PointerEvent, type SyntheticEvent } from "react";
import { toImage, type Point } from "./geometry";
import { panned, zoomed } from "./look";
import type { Length, Lengths } from "./useLengths";
import type { OnStage } from "./useStage";
import type { Drag, Viewing } from "./useViewer";
import { dragged, windowOf } from "./window";

interface Asked {
  film: HTMLElement | null;
  viewing: Viewing;
  on: OnStage;
  modality: string | null;
  lengths: Lengths;
  onPoint: (at: Point | null) => void;
}

export function usePointer({ film, viewing, on, modality, lengths, onPoint }: Asked) {
  const doing = useRef<{ drag: Drag; length: Length | null } | null>(null);
  const { shown, placing } = on;
  const pointOf = (event: PointerEvent): Point => {
    const { left = 0, top = 0 } = film?.getBoundingClientRect() ?? {};
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const move = (drag: Drag, dx: number, dy: number, to: Point) => {
    if (shown === null || placing === null) return;
    const { head } = shown.frame;
    if (drag === "pan") viewing.setLook((look) => panned(look, dx, dy));
    if (drag === "zoom") viewing.setLook((look) => zoomed(look, Math.exp(-dy / 200)));
    if (drag === "window") viewing.setLook((look) => ({ ...look, choice: { kind: "hand", window: dragged(windowOf(look.choice, head, modality), dx, dy, head) } }));
    const length = doing.current?.length;
    if (length) {
      const longer = { ...length, to: toImage(placing, to) };
      if (doing.current !== null) doing.current.length = longer;
      lengths.change(longer);
    }
  };
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (shown === null || placing === null) return;
      const drag = event.button === 1 ? "pan" : event.button === 2 ? "zoom" : viewing.drag;
      const at = toImage(placing, pointOf(event));
      const length = drag === "length" && shown.frame.head.spacing !== null ? lengths.add(shown.slide.id, at, at) : null;
      doing.current = { drag, length };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const at = pointOf(event);
      onPoint(at);
      if (doing.current !== null) move(doing.current.drag, event.movementX, event.movementY, at);
    },
    onPointerUp: () => {
      const length = doing.current?.length;
      doing.current = null;
      // A click is no length.
      if (length && Math.hypot(length.to.x - length.from.x, length.to.y - length.from.y) < 1) lengths.remove(length.id);
    },
    onPointerLeave: () => onPoint(null),
    onContextMenu: (event: SyntheticEvent) => event.preventDefault(),
  };
}
