/** A point on the picture that is moved: by the pointer, or by arrow keys, ten pixels at once with Shift. */
import type { KeyboardEvent, PointerEvent } from "react";
import { toImage, toScreen, type Placing, type Point } from "./geometry";
import styles from "./film.module.css";

interface Props {
  name: string;
  at: Point;
  placing: Placing;
  onMove: (to: Point) => void;
  /** The key or the pointer was let go. */
  onMoved?: () => void;
  onRemove?: () => void;
}

const ARROWS: Record<string, Point> = { ArrowLeft: { x: -1, y: 0 }, ArrowRight: { x: 1, y: 0 }, ArrowUp: { x: 0, y: -1 }, ArrowDown: { x: 0, y: 1 } };

export function Handle({ name, at, placing, onMove, onMoved, onRemove }: Props) {
  const { x, y } = toScreen(placing, at);
  const by = (dx: number, dy: number) => onMove(toImage(placing, { x: x + dx, y: y + dy }));
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    const far = event.shiftKey ? 10 : 1;
    if (arrow !== undefined) by(arrow.x * far, arrow.y * far);
    else if (event.key === "Delete" && onRemove !== undefined) onRemove();
    else return;
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) by(event.movementX, event.movementY);
  };
  return (
    <button
      type="button"
      className={styles.handle}
      data-arrows
      aria-label={name}
      style={{ left: x, top: y }}
      onKeyDown={onKeyDown}
      onKeyUp={(event) => event.key in ARROWS && onMoved?.()}
      onBlur={() => onMoved?.()}
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => onMoved?.()}
    />
  );
}
