/** What was left on Ingrid's images: nothing at first, then whatever the story leaves there. */
import type { HeaderElement } from "~/generated/HeaderElement";
import type { ImageHeader } from "~/generated/ImageHeader";
import type { ImageMarks } from "~/generated/ImageMarks";
import type { KeepMeasurement } from "~/generated/KeepMeasurement";
import type { MeasurementRef } from "~/generated/MeasurementRef";
import type { ReportItem } from "~/generated/ReportItem";
import type { ReportText } from "~/generated/ReportText";
import type { SetKeyImage } from "~/generated/SetKeyImage";
import { at } from "./people";

/** Answers that remember. */
export function imageMarks() {
  const all = new Map<string, ImageMarks>();
  const of = (study: string): ImageMarks => all.get(study) ?? { study, measurements: [], keys: [] };
  const now = { by: "lindqvist", at: at("2026-11-20", "14:02") };
  const put = (marks: ImageMarks) => {
    all.set(marks.study, marks);
    return marks;
  };
  return {
    image_marks: ({ study }: { study: string }) => of(study),
    keep_measurement: ({ study, id, ...rest }: KeepMeasurement) => {
      const { measurements, keys } = of(study);
      const one = { ...rest, ...now, id: id ?? "m1", changedBy: now.by, changedAt: now.at };
      const here = measurements.some((other) => other.id === one.id);
      return put({ study, keys, measurements: here ? measurements.map((other) => (other.id === one.id ? one : other)) : [...measurements, one] });
    },
    remove_measurement: ({ study, measurement }: MeasurementRef) => put({ ...of(study), measurements: of(study).measurements.filter((one) => one.id !== measurement) }),
    set_key_image: ({ study, instance, frame, key }: SetKeyImage) => {
      const others = of(study).keys.filter((one) => one.instance !== instance || one.frame !== frame);
      return put({ ...of(study), keys: key ? [...others, { instance, frame, ...now }] : others });
    },
  };
}

const element = (tag: string, keyword: string | null, vr: string, value: string | null, rest: Partial<HeaderElement> = {}): HeaderElement => ({ depth: 0, tag, keyword, vr, private: false, value, instead: null, ...rest });

export const imageHeader: ImageHeader = {
  more: 0,
  remarks: [],
  elements: [
    element("(0008,0060)", "Modality", "CS", "CT"),
    element("(0009,0010)", null, "LO", "ACME 1.1", { private: true }),
    element("(0009,1001)", null, "UN", null, { private: true, instead: "5000 bytes" }),
    element("(0010,0010)", "PatientName", "PN", "Sørensen^Ingrid"),
    element("(0018,0050)", "SliceThickness", "DS", "5.0"),
    element("(0040,0275)", "RequestAttributesSequence", "SQ", null, { instead: "1 item" }),
    element("(FFFE,E000)", null, "", null, { depth: 1, instead: "Item 1" }),
    element("(0040,0007)", "ScheduledProcedureStepDescription", "LO", "CT abdomen", { depth: 2 }),
    element("(7FE0,0010)", "PixelData", "OW", null, { instead: "131072 bytes" }),
  ],
};

const item = (depth: number, kind: string, name: string | null, value: string | null, rest: Partial<ReportItem> = {}): ReportItem => ({ depth, kind, name, value, refers: null, image: null, frames: null, ...rest });

export const imageReport: ReportText = {
  more: 0,
  verified: false,
  complete: true,
  items: [
    item(0, "CONTAINER", "X-Ray Radiation Dose Report", null),
    item(1, "CODE", "Procedure reported", "Computed Tomography X-Ray"),
    item(1, "CONTAINER", "CT Accumulated Dose Data", null),
    item(2, "NUM", "CT Dose Length Product Total", "412.50 mGy.cm"),
    item(2, "IMAGE", null, null, { refers: "1.2.826.ct2", image: "ct2" }),
    item(2, "IMAGE", null, null, { refers: "1.2.9" }),
  ],
};

/** A study somebody has measured on. */
export const measuredStudy = ({ study }: { study: string }): ImageMarks => ({
  study,
  keys: [{ instance: "ct0", frame: 0, by: "lindqvist", at: at("2026-11-20", "14:02") }],
  measurements: [
    {
      id: "m1",
      instance: "ct0",
      frame: 0,
      kind: "ellipse",
      name: "Liver",
      points: [[60, 90], [110, 135]],
      figures: [
        { what: "mean", value: 91.3, unit: "HU", atDetector: false },
        { what: "deviation", value: 14.6, unit: "HU", atDetector: false },
        { what: "least", value: 60, unit: "HU", atDetector: false },
        { what: "most", value: 120, unit: "HU", atDetector: false },
        { what: "area", value: 3463.6, unit: "mm²", atDetector: false },
      ],
      by: "lindqvist",
      at: at("2026-11-20", "14:02"),
      changedBy: "lindqvist",
      changedAt: at("2026-11-20", "14:02"),
    },
    {
      id: "m2",
      instance: "ct0",
      frame: 0,
      kind: "angle",
      name: null,
      points: [[128, 180], [150, 150], [190, 170]],
      figures: [{ what: "angle", value: 99.9, unit: "°", atDetector: false }],
      by: "lindqvist",
      at: at("2026-11-20", "14:05"),
      changedBy: "lindqvist",
      changedAt: at("2026-11-20", "14:05"),
    },
  ],
});
