/** Every key that Wardbook gives a meaning, by where it has it. */
const MAC = navigator.userAgent.includes("Mac OS");

export const KEYS: readonly { where: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    where: "Everywhere",
    keys: [
      [MAC ? "⌘ K" : "Ctrl K", "Find a patient, a section, a record or an action"],
      [MAC ? "⌘ L" : "Ctrl L", "Lock Wardbook; what is typed is kept"],
      ["?", "This list"],
      ["Tab, Shift Tab", "Next and previous control"],
      ["Esc", "Close what is open over the page"],
    ],
  },
  {
    where: "Patients",
    keys: [
      ["/", "Search in the list"],
      ["↑ ↓, Page Up, Page Down, Home, End", "Move in the list"],
      ["Enter", "Open the chart"],
    ],
  },
  {
    where: "Chart",
    keys: [
      ["[ and ]", "Previous and next section"],
      ["↑ ↓ ← →", "Move in a list or a sheet"],
      ["Enter", "Open a row; in a sheet, its source"],
      ["i", "Where a row or a result is from"],
    ],
  },
  {
    where: "Results and vitals",
    keys: [
      ["p", "Put the test into the plot, or take it out"],
      ["← →, Home, End", "In the plot: result by result"],
    ],
  },
];
