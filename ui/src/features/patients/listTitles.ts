import type { OwnList } from "~/generated/OwnList";
import type { Texts } from "~/foundations/texts/english";

/** What a list is called; one of an EHR as the EHR calls it. */
export function listTitle(list: OwnList, t: Texts): string {
  return list.kind === "ward" ? (list.title ?? t.unnamedList) : t[list.kind];
}
