/** Who may look at a document: kept and shown, nothing is held back by it yet. */
export const LEVELS = [
  { value: "", title: "Not said" },
  { value: "private", title: "Private" },
  { value: "team", title: "Team" },
  { value: "everyone", title: "Everyone on this workstation" },
] as const;

export type Level = (typeof LEVELS)[number]["value"];

export const levelOf = (access: string | null): Level => LEVELS.find((level) => level.value === access)?.value ?? "";

export const NOT_HELD_BACK = "Kept and shown with the document. Nothing is held back by it yet.";
