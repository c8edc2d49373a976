/** How a plot looks: lines told apart by dash and by the shape of their points, ranges shaded, what is
 * abnormal drawn as such. Colours come from the tokens, so that light, dark and high contrast hold. */
import type uPlot from "uplot";
import type { TestRow } from "~/generated/TestRow";
import { isAbnormal } from "~/components/Abnormal";
import type { Point } from "./points";

/** More lines than these could not be told apart without colour. */
export const MOST = 4;
const DASHES: readonly number[][] = [[], [8, 4], [2, 3], [10, 3, 2, 3]];
const INKS = ["--accent", "--text", "--text-2", "--good"] as const;

// uPlot's enum is in its types only, not in what it exports.
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const RIGHT = 1 as uPlot.Axis.Side;

export type Ink = (token: string) => string;

/** Each unit has an axis of its own: two scales on one axis would be a lie. */
const scaleOf = (test: TestRow) => `in ${test.unit ?? "no unit"}`;

export function optionsOf(tests: readonly TestRow[], points: readonly (readonly (Point | null)[])[], ink: Ink, size: { width: number; height: number }): uPlot.Options {
  const scales = [...new Set(tests.map(scaleOf))];
  const axis = { stroke: ink("--text-2"), grid: { stroke: ink("--line"), width: 1 }, ticks: { stroke: ink("--line") }, font: `11px ${ink("--font")}` };
  return {
    ...size,
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false }, points: { show: false } },
    scales: { x: { time: true }, ...Object.fromEntries(scales.map((key) => [key, { range: rangeOf(tests.filter((test) => scaleOf(test) === key), points, tests) }])) },
    axes: [axis, ...scales.map((scale, n) => ({ ...axis, scale, ...(n % 2 === 0 ? {} : { side: RIGHT }), size: 56, label: scale.replace("in ", ""), labelSize: 18, labelFont: axis.font, grid: { ...axis.grid, show: n === 0 } }))],
    series: [
      {},
      ...tests.map((test, n) => ({
        label: test.name,
        scale: scaleOf(test),
        stroke: ink(INKS[n % INKS.length] ?? "--text"),
        width: 1.5,
        dash: [...(DASHES[n % DASHES.length] ?? [])],
        // A line over missing times would draw results that nobody measured; it joins the ones there are.
        spanGaps: true,
        points: { show: false },
      })),
    ],
    hooks: { drawClear: [(plot) => shade(plot, tests, ink)], draw: [(plot) => marks(plot, tests, points, ink)] },
  };
}

function rangeOf(mine: readonly TestRow[], points: readonly (readonly (Point | null)[])[], tests: readonly TestRow[]): uPlot.Range.Function {
  const ends = mine.flatMap((test) => [test.rangeLow, test.rangeHigh]).filter((end) => end !== null);
  const values = mine.flatMap((test) => points[tests.indexOf(test)] ?? []).flatMap((point) => (point === null ? [] : [point.value]));
  const low = Math.min(...values, ...ends);
  const high = Math.max(...values, ...ends);
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  return () => [low - room, high + room];
}

/** The reference range of the first test, where it has one: several on each other say nothing. */
function shade(plot: uPlot, tests: readonly TestRow[], ink: Ink) {
  const test = tests[0];
  if (test === undefined || (test.rangeLow === null && test.rangeHigh === null)) return;
  const { left, top, width, height } = plot.bbox;
  const y = (value: number) => plot.valToPos(value, scaleOf(test), true);
  const above = test.rangeHigh === null ? top : Math.max(top, y(test.rangeHigh));
  const below = test.rangeLow === null ? top + height : Math.min(top + height, y(test.rangeLow));
  plot.ctx.fillStyle = ink("--band");
  plot.ctx.fillRect(left, above, width, Math.max(0, below - above));
}

function marks(plot: uPlot, tests: readonly TestRow[], points: readonly (readonly (Point | null)[])[], ink: Ink) {
  const { ctx } = plot;
  const size = 3.5 * devicePixelRatio;
  tests.forEach((test, n) => {
    for (const point of points[n] ?? []) {
      if (point === null) continue;
      const abnormal = isAbnormal(point.cell.abnormality);
      const x = plot.valToPos(point.at / 1000, "x", true);
      const y = plot.valToPos(point.value, scaleOf(test), true);
      ctx.fillStyle = abnormal ? ink("--abnormal") : ink("--surface");
      ctx.strokeStyle = abnormal ? ink("--abnormal") : ink(INKS[n % INKS.length] ?? "--text");
      ctx.lineWidth = 1.5 * devicePixelRatio;
      ctx.setLineDash([]);
      ctx.beginPath();
      shape(ctx, n, x, y, size);
      ctx.fill();
      ctx.stroke();
    }
  });
}

/** Circle, square, diamond, triangle. */
function shape(ctx: CanvasRenderingContext2D, n: number, x: number, y: number, r: number) {
  if (n === 0) ctx.arc(x, y, r, 0, 2 * Math.PI);
  else if (n === 1) ctx.rect(x - r, y - r, 2 * r, 2 * r);
  else {
    const corners = n === 2 ? [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]] : [[0, -1.3], [1.2, 1], [-1.2, 1]];
    corners.forEach(([dx = 0, dy = 0], at) => (at === 0 ? ctx.moveTo(x + dx * r, y + dy * r) : ctx.lineTo(x + dx * r, y + dy * r)));
    ctx.closePath();
  }
}
