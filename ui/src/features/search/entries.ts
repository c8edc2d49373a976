/** What the palette offers, in the order it offers it. */
import type { Chart } from "~/generated/Chart";
import type { Connection } from "~/generated/Connection";
import type { Hit } from "~/generated/Hit";
import type { OwnList } from "~/generated/OwnList";
import type { PatientRow } from "~/generated/PatientRow";
import type { Permission } from "~/generated/Permission";
import { chart, type Route } from "~/foundations/route";
import { TIMELINE } from "~/features/chart/tabOrder";
import { joined, nameOr, plain } from "~/foundations/words";
import { want } from "~/features/documents/wanted";
import { FORMS } from "~/features/writing/forms";
import type { Theme } from "~/foundations/theme";

export interface Entry {
  id: string;
  group: "This chart" | "Patients" | "Go to" | "Do" | "Records" | "Did you mean";
  title: string;
  detail: string;
  to?: Route;
  act?: () => void;
  /** Taking it leaves the palette open. */
  stays?: boolean;
}

type May = (permission: Permission) => boolean;

const PAGES: [string, Route, Permission][] = [
  ["Patients", { page: "patients" }, "list-patients"],
  ["Search", { page: "search" }, "search-charts"],
  ["Imaging", { page: "imaging" }, "search-charts"],
  ["Outbox", { page: "outbox", item: null }, "list-patients"],
  ["Connections", { page: "connections" }, "see-health"],
  ["Connect an EHR", { page: "add-connection" }, "manage-connections"],
  ["Import from the EHR", { page: "import", connection: null }, "sync"],
  ["Sync", { page: "sync" }, "see-health"],
  ["Settings", { page: "settings" }, "use-profile"],
  ["Audit log", { page: "audit" }, "read-audit"],
];

const THEMES: [string, Theme][] = [
  ["Light colours", "light"],
  ["Dark colours", "dark"],
  ["Colours as the system has them", "system"],
];

const fits = (title: string, text: string) =>
  text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => title.toLowerCase().includes(word));

/** Pages and acts that are not refused to who is there. */
export function actions(lock: () => void, choose: (theme: Theme) => void, may: May): Entry[] {
  return [
    ...PAGES.filter(([, , needs]) => may(needs)).map(([title, to]): Entry => ({ id: `page ${title}`, group: "Go to", title, detail: "", to })),
    ...THEMES.map(([title, theme]): Entry => ({ id: `theme ${theme}`, group: "Do", title, detail: "", act: () => choose(theme) })),
    { id: "lock", group: "Do", title: "Lock Wardbook", detail: "", act: lock },
  ];
}

/** Lists of patients, once somebody types. */
export const listEntries = (lists: readonly OwnList[]): Entry[] =>
  lists.map((list) => ({
    id: `list ${list.id}`,
    group: "Go to",
    title: list.kind === "ward" ? (list.title ?? "List without a name") : { mine: "My patients", starred: "Starred patients", recent: "Recent patients" }[list.kind],
    detail: list.connectionName ?? "",
    to: { page: "patients", list: list.id },
  }));

/** What can be looked at of each EHR, once somebody types. */
export const connectionEntries = (connections: readonly Connection[], may: May): Entry[] =>
  connections.flatMap(({ id, name }) => {
    const pages: [string, Route, Permission][] = [
      ["Connection", { page: "connection", connection: id }, "see-health"],
      ["Ledger", { page: "ledger", connection: id }, "list-patients"],
      ["Mapping", { page: "mapping", connection: id, record: null }, "view-charts"],
    ];
    return pages.filter(([, , needs]) => may(needs)).map(([what, to]): Entry => ({ id: `${what} ${id}`, group: "Go to", title: `${what} of ${name}`, detail: "", to }));
  });

export function sectionEntries(open: Chart | undefined, may: May): Entry[] {
  if (open === undefined) return [];
  const { id, name } = open.banner.patient;
  const writing = (may("write-records") ? FORMS : []).map(
    (form): Entry => ({
      id: `write ${form.kind}`,
      group: "This chart",
      title: `Add: ${form.title}`,
      detail: nameOr(name),
      to: { page: "write", patient: id, kind: form.kind, record: null },
    }),
  );
  const own = (section: string, title: string): Entry => ({ id: `section ${section}`, group: "This chart", title, detail: nameOr(name), to: chart(id, section) });
  const sections = open.sections.flatMap((head) => (head.section === "summary" ? [own(head.section, head.title), own(TIMELINE, "Timeline")] : [own(head.section, head.title)]));
  return [...sections, ...writing];
}

export const patientEntries = (rows: readonly PatientRow[]): Entry[] =>
  rows.map((row) => ({
    id: `patient ${row.id}`,
    group: "Patients",
    title: nameOr(row.name),
    detail: joined(row.birthDate, row.mrn),
    to: chart(row.id),
  }));

const wantPage = (record: string, page: number, words: string) => () => want({ record, page, words });

/** In its patient's chart; a record that is in nobody's has a page of its own. */
export const placeOf = (hit: Hit): Route => (hit.patient === null ? { page: "record", record: hit.record } : chart(hit.patient, hit.section, hit.record));

/** Where in a chart it is; of what is in nobody's, what kind it is. */
export const sectionOf = (hit: Hit) => (hit.patient === null ? hit.resourceType : plain(hit.section));

export const hitEntries = (hits: readonly Hit[], words: string): Entry[] =>
  hits.map((hit) => ({
    id: `record ${hit.record}`,
    group: "Records",
    title: hit.title ?? hit.resourceType,
    detail: joined(hit.patientName, sectionOf(hit), hit.page !== null && `page ${hit.page}`, hit.date?.slice(0, 10)),
    to: placeOf(hit),
    ...(hit.page === null ? {} : { act: wantPage(hit.record, hit.page, words) }),
  }));

/** What may have been meant; taking one types it. */
export const meantEntries = (texts: readonly string[], retype: (text: string) => void): Entry[] =>
  texts.map((text) => ({ id: `meant ${text}`, group: "Did you mean", title: text, detail: "", act: () => retype(text), stays: true }));

/** Fixed entries that fit the words; all of them where there are none. */
export const fitting = (entries: readonly Entry[], text: string) => (text === "" ? [...entries] : entries.filter((entry) => fits(entry.title, text)));

/** While an answer is on its way, of the last one only what fits what is typed now. */
export const still = (entries: Entry[], settled: boolean, text: string) => (settled ? entries : entries.filter((entry) => fits(`${entry.title} ${entry.detail}`, text)));
