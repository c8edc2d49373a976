import type { Search } from "~/generated/Search";

/** What narrows a search, as it is chosen. */
export interface Narrow {
  section: string;
  patient: { id: string; name: string } | null;
  from: string;
  to: string;
  order: Search["order"];
}

export const NARROW_NOTHING: Narrow = { section: "", patient: null, from: "", to: "", order: "best" };

/** Sections as the chart has them. */
export const FILTERED: readonly (readonly [string, string])[] = [
  ["results", "Results"],
  ["vitals", "Vitals"],
  ["medications", "Medications"],
  ["problems", "Problems"],
  ["allergies", "Allergies"],
  ["immunizations", "Immunizations"],
  ["encounters", "Encounters"],
  ["notes", "Notes & documents"],
  ["procedures", "Procedures"],
  ["orders", "Orders & appointments"],
  ["care-plan", "Care plan"],
  ["family-history", "Family history"],
  ["social-history", "Social history"],
  ["devices", "Devices"],
  ["imaging", "Imaging"],
  ["insurance", "Insurance"],
  ["other", "Other"],
];

/** A search as it is asked. */
export const asSearch = (text: string, limit: number, narrow: Narrow = NARROW_NOTHING): Search => ({
  text,
  limit,
  patient: narrow.patient?.id ?? null,
  sections: narrow.section === "" ? [] : [narrow.section],
  from: narrow.from === "" ? null : narrow.from,
  to: narrow.to === "" ? null : narrow.to,
  order: narrow.order,
});
