import type { Abnormality } from "~/generated/Abnormality";

/** How a value stands to what is expected: a mark, and the same in words. Critical doubles it. */
const SHAPES: Record<Abnormality, { d: string; twice: boolean; words: string } | null> = {
  unknown: null,
  normal: null,
  low: { d: "M0 2h9L4.5 9Z", twice: false, words: "low" },
  high: { d: "M0 9h9L4.5 2Z", twice: false, words: "high" },
  "critical-low": { d: "M0 2h9L4.5 9Z", twice: true, words: "critically low" },
  "critical-high": { d: "M0 9h9L4.5 2Z", twice: true, words: "critically high" },
  abnormal: { d: "M4.5 1 9 5.5 4.5 10 0 5.5Z", twice: false, words: "abnormal" },
  critical: { d: "M4.5 1 9 5.5 4.5 10 0 5.5Z", twice: true, words: "critically abnormal" },
};

export const isAbnormal = (abnormality: Abnormality) => SHAPES[abnormality] !== null;

export const isCritical = (abnormality: Abnormality) => SHAPES[abnormality]?.twice === true;

export const abnormalWords = (abnormality: Abnormality) => SHAPES[abnormality]?.words ?? null;

export function AbnormalMark({ abnormality }: { abnormality: Abnormality }) {
  const shape = SHAPES[abnormality];
  if (shape === null) return null;
  const width = shape.twice ? 20 : 9;
  return (
    <svg width={width} height="11" viewBox={`0 0 ${width} 11`} fill="currentColor" aria-hidden="true">
      <path d={shape.d} />
      {shape.twice && <path d={shape.d} transform="translate(11 0)" />}
    </svg>
  );
}
