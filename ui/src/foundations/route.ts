/**
 * Where the window is, kept in the hash. Holds our own ids and section names only: what somebody
 * typed never goes into an address.
 */
import { useSyncExternalStore } from "react";

export type Route =
  | { page: "patients"; list?: string }
  | { page: "chart"; patient: string; section: string; record: string | null }
  | { page: "search" }
  | { page: "record"; record: string }
  | { page: "imaging" }
  | { page: "connections" }
  | { page: "add-connection" }
  | { page: "connection"; connection: string }
  | { page: "edit-connection"; connection: string }
  | { page: "choose"; connection: string }
  | { page: "ledger"; connection: string }
  | { page: "patient-ledger"; patient: string; section: string | null }
  | { page: "mapping"; connection: string; record: string | null }
  | { page: "import"; connection: string | null }
  | { page: "outbox"; item: string | null }
  | { page: "write"; patient: string; kind: string; record: string | null }
  | { page: "sync" }
  | { page: "settings" }
  | { page: "audit" };

export function parse(hash: string): Route {
  const [first, second, third, fourth] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  switch (first) {
    case "patients":
      if (second) return { page: "chart", patient: second, section: third ?? "summary", record: fourth ?? null };
      return { page: "patients" };
    case "lists":
      return second ? { page: "patients", list: second } : { page: "patients" };
    case "search":
      return { page: "search" };
    case "records":
      return second ? { page: "record", record: second } : { page: "search" };
    case "imaging":
      return { page: "imaging" };
    case "connections":
      if (second === "new") return { page: "add-connection" };
      if (second && third === "patients") return { page: "choose", connection: second };
      if (second && third === "ledger") return { page: "ledger", connection: second };
      if (second && third === "mapping") return { page: "mapping", connection: second, record: fourth ?? null };
      if (second && third === "edit") return { page: "edit-connection", connection: second };
      if (second) return { page: "connection", connection: second };
      return { page: "connections" };
    case "ledger":
      if (second) return { page: "patient-ledger", patient: second, section: third ?? null };
      return { page: "connections" };
    case "import":
      return { page: "import", connection: second ?? null };
    case "outbox":
      return { page: "outbox", item: second ?? null };
    case "write":
      if (second && third) return { page: "write", patient: second, kind: third, record: fourth ?? null };
      return { page: "patients" };
    case "sync":
      return { page: "sync" };
    case "settings":
      return { page: "settings" };
    case "audit":
      return { page: "audit" };
    default:
      return { page: "patients" };
  }
}

export function href(route: Route): string {
  switch (route.page) {
    case "patients":
      return route.list === undefined ? "#/patients" : `#/lists/${route.list}`;
    case "chart":
      return ["#/patients", route.patient, route.section, ...(route.record === null ? [] : [route.record])].join("/");
    case "add-connection":
      return "#/connections/new";
    case "connection":
      return `#/connections/${route.connection}`;
    case "edit-connection":
      return `#/connections/${route.connection}/edit`;
    case "choose":
      return `#/connections/${route.connection}/patients`;
    case "ledger":
      return `#/connections/${route.connection}/ledger`;
    case "patient-ledger":
      return ["#/ledger", route.patient, ...(route.section === null ? [] : [route.section])].join("/");
    case "mapping":
      return [`#/connections/${route.connection}/mapping`, ...(route.record === null ? [] : [route.record])].join("/");
    case "outbox":
      return route.item === null ? "#/outbox" : `#/outbox/${route.item}`;
    case "write":
      return ["#/write", route.patient, route.kind, ...(route.record === null ? [] : [route.record])].join("/");
    case "record":
      return `#/records/${route.record}`;
    case "import":
      return route.connection === null ? "#/import" : `#/import/${route.connection}`;
    default:
      return `#/${route.page}`;
  }
}

export const chart = (patient: string, section = "summary", record: string | null = null): Route => ({
  page: "chart",
  patient,
  section,
  record,
});

export function go(route: Route): void {
  window.location.hash = href(route);
}

function subscribe(moved: () => void): () => void {
  window.addEventListener("hashchange", moved);
  return () => window.removeEventListener("hashchange", moved);
}

export function useRoute(): Route {
  return parse(useSyncExternalStore(subscribe, () => window.location.hash));
}
