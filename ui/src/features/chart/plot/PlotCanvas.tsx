import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { TestRow } from "~/generated/TestRow";
import { optionsOf, type Ink } from "./drawing";
import type { Point } from "./points";
import styles from "./plot.module.css";

interface Props {
  tests: readonly TestRow[];
  times: readonly number[];
  points: readonly (readonly (Point | null)[])[];
  /** Which time is read out. */
  at: number | null;
  onHover: (at: number | null) => void;
  /** Gives the picture to whoever exports it. */
  onDrawn: (canvas: HTMLCanvasElement) => void;
}

const HEIGHT = 220;

/** The drawing itself. What it shows is said in words beside it, so it is hidden from screen readers. */
export function PlotCanvas({ tests, times, points, at, onHover, onDrawn }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const told = useRef({ onHover, onDrawn });
  useEffect(() => {
    told.current = { onHover, onDrawn };
  });
  useEffect(() => {
    const box = host.current;
    if (box === null) return;
    const look = getComputedStyle(box);
    const ink: Ink = (token) => resolved(box, look, token);
    const options = optionsOf(tests, points, ink, { width: box.clientWidth || 600, height: HEIGHT });
    options.hooks = { ...options.hooks, setCursor: [(self) => told.current.onHover(self.cursor.idx ?? null)] };
    const drawn = new uPlot(options, [times.map((time) => time / 1000), ...points.map((some) => some.map((point) => point?.value ?? null))], box);
    plot.current = drawn;
    told.current.onDrawn(drawn.ctx.canvas);
    const sizes = new ResizeObserver(() => drawn.setSize({ width: box.clientWidth, height: HEIGHT }));
    sizes.observe(box);
    return () => {
      sizes.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [tests, times, points]);
  useEffect(() => {
    const drawn = plot.current;
    const time = at === null ? undefined : times[at];
    if (drawn === null || time === undefined) return;
    const left = drawn.valToPos(time / 1000, "x");
    if (Math.abs((drawn.cursor.left ?? -10) - left) > 1) drawn.setCursor({ left, top: 0 }, false);
  }, [at, times]);
  return <div ref={host} className={styles.canvas} aria-hidden="true" />;
}

/** A token as a colour that a canvas understands: `light-dark()` is settled by the page first. */
function resolved(box: HTMLElement, look: CSSStyleDeclaration, token: string): string {
  if (token === "--font") return look.fontFamily;
  const probe = box.appendChild(document.createElement("i"));
  probe.style.color = `var(${token})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
