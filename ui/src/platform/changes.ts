/** What is asked again when something changed on the far side. */
import type { QueryClient } from "@tanstack/react-query";
import type { Change } from "~/generated/Change";
import type { SyncProgress } from "~/generated/SyncProgress";
import type { Answer, Questions, Request } from "./commands";

type Name = keyof Questions;

/** The key of a question in the cache. */
export function keyOf<K extends Name>(name: K, request: Request<K>): readonly [K, Request<K>] {
  return [name, request];
}

export const again = (client: QueryClient, ...names: Name[]) => {
  for (const name of names) void client.invalidateQueries({ queryKey: [name] });
};

/** What a sync, or asking again, moves. Of a whole connection it is long: it is asked again when that has ended. */
export const OF_THE_LEDGER = ["read_ledger", "mapping_figures", "list_mappings", "get_mapping"] as const;

/** What waits, and what is known here of a record. */
export const OF_THE_OUTBOX = ["list_outbox", "outbox_item", "record_mark", "unsent"] as const;

/** What looks through everybody's charts. */
const OF_SEARCHES = ["search", "find_studies"] as const;

/** Questions about one patient name it in their request. */
function aboutPatient(key: readonly unknown[], patient: string): boolean {
  const request = key[1];
  return typeof request === "object" && request !== null && "patient" in request && request.patient === patient;
}

function isAboutSomebody(key: readonly unknown[]): boolean {
  const request = key[1];
  return typeof request === "object" && request !== null && "patient" in request && request.patient !== null;
}

function put(all: SyncProgress[] | undefined, progress: SyncProgress): SyncProgress[] {
  const others = (all ?? []).filter((one) => one.connection !== progress.connection);
  return [...others, progress].sort((a, b) => a.connectionName.localeCompare(b.connectionName));
}

export function applyChange(client: QueryClient, change: Change): void {
  switch (change.kind) {
    case "profile":
      again(client, "profile_state");
      return;
    case "patients":
      again(client, "own_lists", "read_list", "list_patients", "read_coverage", "find_patients", "retention", ...OF_SEARCHES);
      return;
    case "chart":
      void client.invalidateQueries({ predicate: (query) => aboutPatient(query.queryKey, change.patient) });
      again(client, "record_source", "open_note", "document_versions", "document_here");
      return;
    case "coverage": {
      const { patient } = change;
      again(client, "read_coverage", "record_source");
      if (patient !== null) void client.invalidateQueries({ predicate: (query) => aboutPatient(query.queryKey, patient) });
      return;
    }
    case "connections":
      again(client, "list_connections", "health");
      return;
    case "outbox":
      again(client, ...OF_THE_OUTBOX);
      return;
    case "backup":
      client.setQueryData<Answer<"backup_state">>(keyOf("backup_state", undefined), (state) => (state === undefined ? state : { ...state, running: change.progress }));
      return;
    case "locking":
      // Whoever locks listens by itself.
      return;
    case "closing":
      again(client, "unsent");
      return;
    case "launch":
    case "fetching":
      // Whoever takes launches over, or waits for images, listens by itself.
      return;
    case "sync":
      client.setQueryData<SyncProgress[]>(keyOf("sync_progress", undefined), (all) => put(all, change.progress));
      // A chart that is on screen for long is told of nothing while it is synced.
      if (change.progress.endedAt !== null) {
        void client.invalidateQueries({ predicate: (query) => isAboutSomebody(query.queryKey) });
        again(client, "record_source", "list_connections", "own_lists", "read_list", "list_patients", "health", "find_patients", ...OF_THE_LEDGER, "read_brought", "connection_manners", ...OF_SEARCHES);
      }
      return;
    case "sign-in":
      again(client, "list_connections", "health");
      return;
  }
}

/** Who is there sees another part of the store from now on: what was read before is dropped, and what is on screen asked again. */
export function seenAnew(client: QueryClient): void {
  const stays = new Set<unknown>(["profile_state", "glass_state"] satisfies Name[]);
  void client.resetQueries({ predicate: (query) => !stays.has(query.queryKey[0]) });
}
