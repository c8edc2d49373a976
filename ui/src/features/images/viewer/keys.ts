/** The keys of the viewer, and what each does: one list for the keyboard and for the help that names them. */
export type Act = "next" | "previous" | "forward" | "back" | "first" | "last" | "larger" | "smaller" | "left" | "right" | "up" | "down" | "turn" | "flip" | "invert" | "reset" | "play" | "overlays" | "key" | "series+" | "series-" | "report";

interface Key {
  keys: readonly string[];
  act: Act;
  shift?: boolean;
}

const KEYS: readonly Key[] = [
  { keys: ["ArrowLeft"], act: "left", shift: true },
  { keys: ["ArrowRight"], act: "right", shift: true },
  { keys: ["ArrowUp"], act: "up", shift: true },
  { keys: ["ArrowDown"], act: "down", shift: true },
  { keys: ["ArrowDown", "ArrowRight"], act: "next" },
  { keys: ["ArrowUp", "ArrowLeft"], act: "previous" },
  { keys: ["PageDown"], act: "forward" },
  { keys: ["PageUp"], act: "back" },
  { keys: ["Home"], act: "first" },
  { keys: ["End"], act: "last" },
  { keys: ["+", "="], act: "larger" },
  { keys: ["-"], act: "smaller" },
  { keys: ["r"], act: "turn" },
  { keys: ["h"], act: "flip" },
  { keys: ["i"], act: "invert" },
  { keys: ["0"], act: "reset" },
  { keys: ["p"], act: "play" },
  { keys: ["o"], act: "overlays" },
  { keys: ["k"], act: "key" },
  { keys: ["t"], act: "report" },
  { keys: ["]"], act: "series+" },
  { keys: ["["], act: "series-" },
];

export const HELP =
  "Arrow keys, Page Up and Down, Home and End: images. Shift with arrow keys: pan. + and −: zoom. R: rotate. H: flip. I: invert. P: play. O: drawings of the file. K: key image. 0: reset. [ and ]: series. T: report.";

/** Where arrows have another meaning of their own: a slider, a point of a measurement, a choice. */
const ownArrows = (target: EventTarget | null) => target instanceof HTMLElement && (target.dataset.arrows !== undefined || (target instanceof HTMLInputElement && ["range", "radio"].includes(target.type)));

export function actOf(event: KeyboardEvent): Act | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key.startsWith("Arrow") && ownArrows(event.target)) return null;
  const found = KEYS.find((one) => one.keys.includes(event.key) && (one.shift ?? false) === (event.key.startsWith("Arrow") && event.shiftKey));
  return found?.act ?? null;
}
