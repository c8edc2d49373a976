import type { OwnList } from "~/generated/OwnList";

const OWN = { mine: "My patients", starred: "Starred", recent: "Recent" } as const;

/** What a list is called; one of an EHR as the EHR calls it. */
export function listTitle(list: OwnList): string {
  return list.kind === "ward" ? (list.title ?? "List without a name") : OWN[list.kind];
}
