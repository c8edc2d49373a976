/** Which sections get a tab, which wait under "More", and which are left out. */
import type { SectionHead } from "~/generated/SectionHead";

/** A page of the chart that is no section of records: all of them over time. */
export const TIMELINE = "timeline";

const FIRST = ["summary", "results", "vitals", "medications", "problems", "allergies", "immunizations", "encounters", "notes"];

export function tabsOf(sections: readonly SectionHead[]): { first: SectionHead[]; more: SectionHead[] } {
  const first = sections.filter((head) => FIRST.includes(head.section));
  const more = sections.filter(
    (head) => !FIRST.includes(head.section) && (head.count > 0 || head.coverage.state !== "not-offered"),
  );
  return { first, more };
}

/** The section beside this one, for `[` and `]`. */
export function stepOf(sections: readonly SectionHead[], current: string, by: 1 | -1): string | null {
  const { first, more } = tabsOf(sections);
  const all = [...first, ...more].flatMap((head) => (head.section === "summary" ? [head.section, TIMELINE] : [head.section]));
  return all[all.indexOf(current) + by] ?? null;
}
