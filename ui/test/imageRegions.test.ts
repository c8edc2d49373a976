import { expect, test } from "vitest";
import { readFrame, type Frame } from "~/features/images/viewer/frame";
import { figureLines, figureWords } from "~/features/images/viewer/figures";
import { found } from "~/features/images/viewer/headerSearch";
import { newId } from "~/features/images/viewer/newId";
import { paint, paintOver } from "~/features/images/viewer/paint";
import { outlineOf, pathOf } from "~/features/images/viewer/paths";
import { angleOf, figuresOf, openedAt, statisticsOf } from "~/features/images/viewer/regions";
import { shadingOf, shadingWords } from "~/features/images/viewer/window";
import { imageHeader } from "./fake/imageMarks";
import { frameBytes, headOf } from "./fake/images";

const frame = (change: Parameters<typeof headOf>[0], samples: Frame["samples"]): Frame => ({ head: headOf(change), samples, tables: [], overlay: null });

/** Five by five stored values from 1024 on: 0 to 24 HU, row by row. */
const square = (change: Parameters<typeof headOf>[0] = {}) => frame({ rows: 5, columns: 5, spacing: { at: "patient", rows: 2, columns: 0.5 }, ...change }, Int16Array.from({ length: 25 }, (_, n) => 1024 + n));

test("a rectangle counts every pixel whose middle is inside", () => {
  // 6, 7, 8, 11, 12, 13, 16, 17, 18: mean 12, squares of 6,5,4,1,0,1,4,5,6 = 156, 156 / 9.
  const inside = statisticsOf(square(), "rectangle", { x: 3, y: 3 }, { x: 1, y: 1 });
  expect(inside).toMatchObject({ pixels: 9, without: 0, least: 6, most: 18 });
  expect(inside?.mean).toBeCloseTo(12);
  expect(inside?.deviation).toBeCloseTo(Math.sqrt(156 / 9));
  expect(statisticsOf(square(), "rectangle", { x: 1.2, y: 1.2 }, { x: 1.4, y: 1.4 })).toBeNull();
  expect(statisticsOf(square(), "rectangle", { x: -9, y: -9 }, { x: 9, y: 0 })).toMatchObject({ pixels: 5, mean: 2 });
});

test("an ellipse leaves its corners out", () => {
  // The cross 7, 11, 12, 13, 17.
  expect(statisticsOf(square(), "ellipse", { x: 1, y: 1 }, { x: 3, y: 3 })).toMatchObject({ pixels: 5, mean: 12, least: 7, most: 17 });
  expect(statisticsOf(square(), "ellipse", { x: 1, y: 1 }, { x: 1, y: 1 })).toBeNull();
});

test("a small spread far from nothing is not lost, and what is no measurement counts for nothing", () => {
  const far = frame({ rows: 1, columns: 4, type: "f32", slope: 1, intercept: 0 }, Float32Array.from([8_000_001, 8_000_003, 8_000_001, 8_000_003]));
  expect(statisticsOf(far, "rectangle", { x: 0, y: 0 }, { x: 3, y: 0 })).toMatchObject({ mean: 8_000_002, deviation: 1 });
  const padded = frame({ rows: 1, columns: 4, padding: [-2000, -2000], slope: 1, intercept: 0 }, Int16Array.from([-2000, 10, 20, -2000]));
  expect(statisticsOf(padded, "rectangle", { x: 0, y: 0 }, { x: 3, y: 0 })).toMatchObject({ pixels: 4, without: 2, mean: 15, least: 10 });
  const none = frame({ rows: 1, columns: 2, type: "f32", slope: null }, Float32Array.from([Number.NaN, Number.NaN]));
  expect(statisticsOf(none, "rectangle", { x: 0, y: 0 }, { x: 1, y: 0 })).toBeNull();
});

test("an angle is the patient's, not that of the pixels", () => {
  const [from, at, to] = [{ x: 4, y: 0 }, { x: 0, y: 0 }, { x: 4, y: 1 }];
  // Four columns of half a millimetre, one row of two: 45 degrees.
  expect(angleOf(square().head, from, at, to)).toBeCloseTo(45);
  expect(angleOf(headOf({ spacing: null }), from, at, to)).toBeCloseTo((Math.atan2(1, 4) * 180) / Math.PI);
  expect(angleOf(square().head, at, at, to)).toBeNull();
  const even = headOf({ spacing: { at: "patient", rows: 1, columns: 1 } });
  expect(angleOf(even, from, at, openedAt(from, at))).toBeCloseTo(60);
});

test("figures say what they are, in what, and where", () => {
  const region = figuresOf(square(), "ellipse", [{ x: 1, y: 1 }, { x: 3, y: 3 }]);
  // 7, 11, 12, 13, 17: squares of 5, 1, 0, 1, 5 are 52, of five values 10.4.
  expect(region.map(figureWords)).toEqual(["Mean 12.0 HU", "SD 3.22 HU", "Min 7 HU", "Max 17 HU", "Area 3.1 mm²"]);
  expect(figureLines(region)).toEqual(["Mean 12.0 HU · SD 3.22 HU", "Min 7 HU · Max 17 HU", "Area 3.1 mm²"]);
  expect(figuresOf(square(), "length", [{ x: 0, y: 0 }, { x: 3, y: 1 }]).map(figureWords)).toEqual(["2.5 mm"]);
  expect(figuresOf(square(), "point", [{ x: 2, y: 2 }]).map(figureWords)).toEqual(["12 HU"]);
  const plate = square({ spacing: { at: "detector", rows: 1, columns: 1 } });
  expect(figuresOf(plate, "length", [{ x: 0, y: 0 }, { x: 3, y: 4 }]).map(figureWords)).toEqual(["5.0 mm at the detector"]);
});

test("where pixels have no size there is no length, and an area counts pixels", () => {
  const bare = square({ spacing: null });
  expect(figuresOf(bare, "length", [{ x: 0, y: 0 }, { x: 3, y: 4 }])).toEqual([]);
  expect(figuresOf(bare, "rectangle", [{ x: 0, y: 0 }, { x: 2, y: 3 }]).at(-1)).toMatchObject({ what: "area", value: 6, unit: "px" });
  const colour = frame({ rows: 1, columns: 1, samples: 3, type: "u8" }, Uint8Array.from([1, 2, 3]));
  expect(figuresOf(colour, "point", [{ x: 0, y: 0 }])).toEqual([]);
});

test("outlines lie where the picture lies", () => {
  const placing = { origin: { x: 10, y: 20 }, along: { x: 2, y: 0 }, down: { x: 0, y: 4 } };
  expect(pathOf("length", [{ x: 0, y: 0 }, { x: 3, y: 1 }], placing)).toBe("M10.0 20.0L16.0 24.0");
  const [ellipse = []] = outlineOf("ellipse", [{ x: 0, y: 0 }, { x: 4, y: 2 }], placing);
  expect(Math.max(...ellipse.map(({ x }) => x))).toBeCloseTo(18);
  expect(Math.min(...ellipse.map(({ y }) => y))).toBeCloseTo(20);
});

const grey = (values: number[]) => values.flatMap((one) => [one, one, one, 255]);

function painted(one: Frame, shading: Parameters<typeof paint>[1], inverted = false): number[] {
  const into = new Uint8ClampedArray(one.head.columns * 4);
  paint(one, shading, inverted, into);
  return [...into];
}

test("a sigmoid is half bright at its centre and never quite at its ends", () => {
  const values = frame({ rows: 1, columns: 3, slope: 1, intercept: 0 }, Int16Array.from([40, -160, 240]));
  // 1 / (1 + e^2) and 1 / (1 + e^-2) of 255.
  expect(painted(values, { center: 40, width: 400, function: "sigmoid" })).toEqual(grey([128, 30, 225]));
});

test("a file's table gives the brightness, its ends what lies beyond", () => {
  const head = { rows: 1, columns: 4, slope: 1, intercept: -10, windows: [], tables: [{ first: -2, entries: 3, most: 255 }] };
  const one = { ...frame(head, Int16Array.from([0, 8, 9, 100])), tables: [Uint16Array.from([255, 51, 0])] };
  const shading = shadingOf({ kind: "file", n: 0 }, one.head, "DX");
  expect(shadingWords(shading)).toBe("Table 1 of the file");
  expect(painted(one, shading)).toEqual(grey([255, 255, 51, 0]));
  expect(painted(one, shading, true)).toEqual(grey([0, 0, 204, 255]));
  const both = headOf({ ...head, windows: [{ center: 1, width: 2, explanation: null, function: "exact" }] });
  expect(shadingOf({ kind: "file", n: 0 }, both, "DX")).toEqual({ center: 1, width: 2, function: "exact" });
});

test("tables and drawings follow the samples of a frame, and a frame without them is broken", () => {
  const head = headOf({ rows: 1, columns: 9, type: "u8", tables: [{ first: 0, entries: 2, most: 9 }], overlays: 1 });
  const parts = new Uint8Array(16 + 8 + 2);
  parts.set([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  parts.set([5, 0, 9, 0], 16);
  parts.set([0b10, 0b1], 24);
  const bytes = frameBytes(head, parts);
  const one = readFrame(bytes);
  expect(one.tables.map((table) => [...table])).toEqual([[5, 9]]);
  const into = new Uint8ClampedArray(36);
  paintOver(one, into);
  expect([...into].flatMap((value, n) => (value === 242 ? [n / 4] : []))).toEqual([1, 8]);
  expect(() => readFrame(bytes.slice(0, bytes.byteLength - 1))).toThrow();
});

test("a header is searched by tag, keyword and value", () => {
  const places = (words: string) => found(imageHeader.elements, words).map(({ at }) => at);
  expect(places("")).toHaveLength(imageHeader.elements.length);
  expect(places("00100010")).toEqual([3]);
  expect(places("patientname ingrid")).toEqual([3]);
  expect(places("private")).toEqual([1, 2]);
  expect(places("nothing of the kind")).toEqual([]);
});

test("names of measurements are UUIDs", () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newId()).not.toBe(newId());
});
