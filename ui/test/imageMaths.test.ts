import { expect, test } from "vitest";
import { readFrame, valueAt, valueWords, type Samples } from "~/features/images/viewer/frame";
import { lengthOf, lengthWords, orientationLetters, placingFor, scaleBar, toImage, toScreen, type Placing } from "~/features/images/viewer/geometry";
import { flipped, panned, PLAIN, turned, zoomed } from "~/features/images/viewer/look";
import { paint } from "~/features/images/viewer/paint";
import { dragged, presetsOf, rangeOf, storedRange, wholeRange, windowOf } from "~/features/images/viewer/window";
import { frameBytes, headOf } from "./fake/images";

const small = (change: Parameters<typeof headOf>[0] = {}) => headOf({ rows: 2, columns: 3, ...change });
const upright: Placing = { origin: { x: 10, y: 20 }, along: { x: 2, y: 0 }, down: { x: 0, y: 2 } };

test("a frame is its head and its samples, wherever the padding ends", () => {
  for (const remarks of [[], ["é"], ["12"], ["123"], ["1234567"]]) {
    const frame = readFrame(frameBytes(small({ remarks }), Int16Array.from([0, 1024, -5, 1064, 2000, 7])));
    expect(frame.head.remarks).toEqual(remarks);
    expect([...frame.samples]).toEqual([0, 1024, -5, 1064, 2000, 7]);
    expect(valueAt(frame, 0, 1)).toEqual([40]);
    expect(valueWords(frame, 1, 0)).toBe("0 HU");
    expect(valueWords(frame, 3, 0)).toBe("beside the image");
  }
});

test("colours and fractions are read as what they are", () => {
  const colour = readFrame(frameBytes(small({ rows: 1, columns: 2, samples: 3, type: "u8", slope: null, intercept: null, unit: null }), Uint8Array.from([1, 2, 3, 40, 50, 60])));
  expect(valueWords(colour, 1, 0)).toBe("red 40, green 50, blue 60");
  const fraction = readFrame(frameBytes(small({ type: "f32", slope: null, intercept: null, unit: "g/ml" }), Float32Array.from([0, 0.25, 0.5, 1, 2, 3])));
  expect(valueWords(fraction, 1, 0)).toBe("0.2500 g/ml");
});

test("bytes that do not fit their head are no picture", () => {
  const whole = frameBytes(small(), Int16Array.from([0, 1, 2, 3, 4, 5]));
  for (const bytes of [new ArrayBuffer(0), new ArrayBuffer(3), whole.slice(0, 20), whole.slice(0, whole.byteLength - 2), frameBytes(small({ rows: 0 }), new Int16Array(0))])
    expect(() => readFrame(bytes)).toThrow();
  const unknown = { ...small(), type: "u64" as "u8" };
  expect(() => readFrame(frameBytes(unknown, new Uint8Array(100)))).toThrow();
});

test("a window is in measured values, and reckoned back to stored ones", () => {
  const head = small();
  expect(windowOf({ kind: "file", n: 0 }, head, "CT")).toEqual({ center: 60, width: 360 });
  expect(windowOf({ kind: "preset", id: "lung" }, head, "CT")).toEqual({ center: -600, width: 1500 });
  expect(windowOf({ kind: "whole" }, head, "CT")).toEqual(wholeRange(head));
  expect(rangeOf({ center: 40, width: 400 }, head)).toEqual({ lower: -160, upper: 239 });
  expect(storedRange({ center: 40, width: 400 }, head)).toEqual({ lower: 864, upper: 1263, turned: false });
  expect(rangeOf(wholeRange(head), head)).toEqual({ lower: head.lowest, upper: head.highest });
});

test("where the slope falls the picture is turned round, and fractions keep their window", () => {
  expect(storedRange({ center: 40, width: 400 }, small({ slope: -1, intercept: 0 }))).toEqual({ lower: -239, upper: 160, turned: true });
  const head = small({ type: "f32", slope: null, intercept: null, windows: [], lowest: 0, highest: 1 });
  expect(rangeOf(windowOf({ kind: "file", n: 0 }, head, "PT"), head)).toEqual({ lower: 0, upper: 1 });
  expect(dragged({ center: 0.5, width: 1 }, 100, 0, head).width).toBeCloseTo(1.1);
});

test("presets are for Hounsfield units only, and no window is narrower than one value", () => {
  expect(presetsOf("CT", small()).map((one) => `${one.title} ${one.width}/${one.center}`)).toEqual(["Soft tissue 400/40", "Lung 1500/-600", "Bone 2500/480", "Brain 80/40"]);
  expect(presetsOf("CT", small({ unit: null }))).toEqual([]);
  expect(presetsOf("MR", small())).toEqual([]);
  expect(dragged({ center: 40, width: 10 }, -1000, 0, small()).width).toBe(1);
  expect(dragged({ center: 40, width: 400 }, 0, 100, small()).center).toBeLessThan(40);
});

test("eight bits without a window stand as they are stored", () => {
  expect(windowOf({ kind: "file", n: 0 }, small({ type: "u8", slope: null, intercept: null, windows: [], lowest: 20, highest: 90 }), "US")).toEqual({ center: 128, width: 256 });
});

test("shades run from black to white through the window, and the other way round where high is dark", () => {
  const painted = (change: Parameters<typeof headOf>[0], samples: Samples, inverted = false, window = { center: 40, width: 400 }) => {
    const frame = { head: headOf({ rows: 1, ...change }), samples, tables: [], overlay: null };
    const into = new Uint8ClampedArray(frame.head.columns * 4);
    paint(frame, window, inverted, into);
    return [...into];
  };
  const stored = Int16Array.from([-32_768, 864, 1063, 1263, 4000]);
  const grey = (values: number[]) => values.flatMap((one) => [one, one, one, 255]);
  expect(painted({ columns: 5 }, stored)).toEqual(grey([0, 0, 127, 255, 255]));
  expect(painted({ columns: 5, inverted: true }, stored)).toEqual(grey([255, 255, 128, 0, 0]));
  expect(painted({ columns: 5, inverted: true }, stored, true)).toEqual(grey([0, 0, 127, 255, 255]));
  expect(painted({ columns: 3, type: "f32", slope: null, intercept: null }, Float32Array.from([0, 0.5, Number.NaN]), false, { center: 0.5, width: 1 })).toEqual(grey([0, 128, 0]));
  expect(painted({ columns: 2, type: "i32", slope: null, intercept: null }, Int32Array.from([-100_000, 100_000]))).toEqual(grey([0, 255]));
  expect(painted({ columns: 2, samples: 3, type: "u8", slope: null, intercept: null }, Uint8Array.from([1, 2, 3, 250, 128, 0]), false, { center: 128, width: 256 })).toEqual([1, 2, 3, 255, 250, 128, 0, 255]);
});

test("an image is laid in the middle, as large as fits, and flips and turns about it", () => {
  const head = small({ spacing: { at: "patient", rows: 2, columns: 1 } });
  const stage = { width: 300, height: 200 };
  const middle = { x: 1, y: 0.5 };
  expect(placingFor(head, PLAIN, stage)).toEqual({ origin: { x: 100, y: 50 }, along: { x: 50, y: 0 }, down: { x: 0, y: 100 } });
  for (const look of [PLAIN, turned(PLAIN), flipped(PLAIN), flipped(turned(PLAIN)), zoomed(turned(turned(PLAIN)), 3)]) {
    const at = toScreen(placingFor(head, look, stage), middle);
    expect(at.x).toBeCloseTo(150);
    expect(at.y).toBeCloseTo(100);
  }
  expect(toScreen(placingFor(head, panned(PLAIN, 7, -3), stage), middle)).toEqual({ x: 157, y: 97 });
});

test("letters follow the turns: a quarter goes clockwise, a flip exchanges left and right as they are seen", () => {
  const stage = { width: 300, height: 300 };
  const seen = (look: typeof PLAIN) => Object.values(orientationLetters(headOf(), placingFor(headOf(), look, stage))!).join("");
  // Left, right, top, bottom.
  expect(seen(PLAIN)).toBe("RLAP");
  expect(seen(turned(PLAIN))).toBe("PARL");
  expect(seen(flipped(PLAIN))).toBe("LRAP");
  expect(seen(flipped(turned(PLAIN)))).toBe("APRL");
  expect(seen(flipped(flipped(turned(PLAIN))))).toBe("PARL");
  expect(seen(turned(flipped(PLAIN)))).toBe("PALR");
});

test("letters say what lies towards each edge, however the image is turned", () => {
  const axial = small();
  expect(orientationLetters(axial, upright)).toEqual({ left: "R", right: "L", top: "A", bottom: "P" });
  const mirrored: Placing = { ...upright, along: { x: -2, y: 0 } };
  expect(orientationLetters(axial, mirrored)).toEqual({ left: "L", right: "R", top: "A", bottom: "P" });
  const quarter: Placing = { ...upright, along: { x: 0, y: 2 }, down: { x: -2, y: 0 } };
  expect(orientationLetters(axial, quarter)).toEqual({ left: "P", right: "A", top: "R", bottom: "L" });
  expect(orientationLetters(small({ orientation: [0, 1, 0, 0, 0, -1] }), upright)).toEqual({ left: "A", right: "P", top: "H", bottom: "F" });
  const oblique = small({ orientation: [0.8, 0.6, 0, 0, 0, -1] });
  expect(orientationLetters(oblique, upright)).toEqual({ left: "RA", right: "LP", top: "H", bottom: "F" });
  expect(orientationLetters(small({ orientation: null }), upright)).toBeNull();
});

test("lengths go by the size of a pixel each way, and are none where nobody knows it", () => {
  const head = small({ spacing: { at: "patient", rows: 2, columns: 0.5 } });
  expect(lengthOf(head, { x: 0, y: 0 }, { x: 6, y: 2 })).toBe(5);
  expect(lengthWords({ ...head, spacing: { at: "detector", rows: 2, columns: 0.5 } }, { x: 0, y: 0 }, { x: 6, y: 2 })).toBe("5.0 mm at the detector");
  expect(lengthOf({ ...head, spacing: null, aspect: [2, 1] }, { x: 0, y: 0 }, { x: 6, y: 2 })).toBeNull();
  expect(scaleBar(head, upright, 240)).toEqual({ mm: 50, pixels: 200 });
  expect(scaleBar({ ...head, spacing: null }, upright, 240)).toBeNull();
});

test("a pixel is found again from where it is on the screen", () => {
  const placing: Placing = { origin: { x: 5, y: 7 }, along: { x: 0.5, y: 1 }, down: { x: -1, y: 0.5 } };
  const back = toImage(placing, toScreen(placing, { x: 11, y: -3 }));
  expect(back.x).toBeCloseTo(11);
  expect(back.y).toBeCloseTo(-3);
});
