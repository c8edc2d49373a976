import { expect, test } from "vitest";
import { contentOf, filesOf } from "~/features/images/viewer/stack";
import { spaced } from "~/features/images/viewer/spaced";
import { arranged, calibration, channelsIn, pathOf, rangeOf, traceOf } from "~/features/images/viewer/waves";
import type { ImageSeries } from "~/generated/ImageSeries";
import { imageStudies } from "./fake/images";

const PAPER = { speed: 25, gain: 10 };
const values = (...all: number[]) => Float32Array.from(all);

test("a millivolt is ten millimetres, whatever unit the file has it in", () => {
  const micro = traceOf({ unit: "uV" }, values(-400, 1600), PAPER);
  expect(micro).toMatchObject({ voltage: true, zero: 0, above: 20, below: 5 });
  expect(micro.scale).toBeCloseTo(0.01);
  // 1600 uV are 16 mm: four squares of 5 mm hold them; 4 mm below the line one.
  expect(traceOf({ unit: "mV" }, values(0, 1), PAPER)).toMatchObject({ scale: 10, above: 10, below: 5 });
  expect(traceOf({ unit: "mV" }, values(0, 1), { speed: 25, gain: 20 })).toMatchObject({ scale: 20, above: 20 });
  // A flat line still has room for the millivolt that stands beside it.
  expect(traceOf({ unit: "mV" }, values(0, 0.1), PAPER)).toMatchObject({ above: 10, below: 5 });
});

test("what is no voltage fills its row from its least to its greatest value, and has no millivolt", () => {
  expect(traceOf({ unit: "mm[Hg]" }, values(80, 120, 100), PAPER)).toEqual({ scale: 0.5, zero: 80, above: 20, below: 5, voltage: false, range: [80, 120] });
  expect(traceOf({ unit: null }, values(NaN, NaN), PAPER)).toMatchObject({ voltage: false, range: null });
});

test("a second is 25 mm wide, and the pen is lifted where nothing was recorded", () => {
  // Four samples a second: 6.25 mm from one to the next.
  const path = pathOf(values(0, 1, NaN, -0.5), { from: 0, to: 4, x: 10 }, 6.25, 30, { scale: 10, zero: 0 });
  expect(path).toBe("M10 30L16.25 20M28.75 35");
});

test("where samples are closer than can be seen, no spike is lost", () => {
  // 0.05 mm each: three share a place, with the lowest and the highest of them.
  const path = pathOf(values(0, 2, 0, 0, 0, -1), { from: 0, to: 6, x: 0 }, 0.05, 50, { scale: 10, zero: 0 });
  expect(path).toBe("M0 50L0 30L0.15 60L0.15 50");
  expect(rangeOf(values(3, NaN, -1))).toEqual([-1, 3]);
  expect(rangeOf(values(NaN))).toBeNull();
});

test("the millivolt before a line is ten millimetres high and a fifth of a second wide", () => {
  expect(calibration(40, PAPER)).toBe("M0 40h1v-10h5v10h1");
  expect(calibration(40, { speed: 50, gain: 5 })).toBe("M0 40h1v-5h10v5h1");
});

test("a page has each lead for a quarter of the time, one after the other, and lead II all along", () => {
  const leads = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"].map((lead) => ({ lead }));
  const page = arranged("page", leads, 1000, 0.1);
  expect(page).toHaveLength(4);
  expect(page?.[1]).toEqual([
    { channel: 1, from: 0, to: 250, x: 0 },
    { channel: 4, from: 250, to: 500, x: 25 },
    { channel: 7, from: 500, to: 750, x: 50 },
    { channel: 10, from: 750, to: 1000, x: 75 },
  ]);
  expect(page?.[3]).toEqual([{ channel: 1, from: 0, to: 1000, x: 0 }]);
  expect(arranged("page", leads.slice(1), 1000, 0.1)).toBeNull();
  expect(arranged("lines", leads, 1000, 0.1)).toHaveLength(12);
});

test("samples come lead after lead", () => {
  expect(channelsIn(values(1, 2, 3, 4, 5, 6).buffer, 2)).toEqual([values(1, 2, 3), values(4, 5, 6)]);
  expect(channelsIn(new ArrayBuffer(0), 0)).toEqual([]);
});

test("a series says what it holds, and what it cannot show beside pictures", () => {
  const [ct, , report] = imageStudies.studies[0]!.series as [ImageSeries, ImageSeries, ImageSeries];
  expect(contentOf(ct)).toEqual(["24 images"]);
  expect(contentOf(report)).toEqual(["report"]);
  expect(filesOf(ct)).toEqual([]);
  expect(filesOf(report)).toHaveLength(1);
  const mixed = { ...ct, instances: [...ct.instances, { ...report.instances[0]!, kind: "other" as const, name: "RT Plan" }] };
  expect(contentOf(mixed)).toEqual(["24 images", "1 × RT Plan, not shown here"]);
});

test("keywords of the standard are words", () => {
  expect(["PlanIntent", "RTPlanLabel", "ReferencedSOPSequence", "ContourImageSequence"].map(spaced)).toEqual(["Plan intent", "RT plan label", "Referenced SOP sequence", "Contour image sequence"]);
});
