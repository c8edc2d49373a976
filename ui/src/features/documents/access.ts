/** Who may look at a document; held back from everybody else where several people use the workstation. */
export const LEVELS = [
  { value: "", title: "Not said" },
  { value: "private", title: "Only me" },
  { value: "team", title: "Team (clinicians and nurses)" },
  { value: "everyone", title: "Everyone on this workstation" },
] as const;

export type Level = (typeof LEVELS)[number]["value"];

export const levelOf = (access: string | null): Level => LEVELS.find((level) => level.value === access)?.value ?? "";

export const HOW_HELD = "On this workstation, where several people use it. The EHR decides for itself whom it shows what was sent there.";
