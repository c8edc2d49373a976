import { useChooseTheme } from "~/features/settings/appearance";
import { useAsk } from "~/platform/ask";
import { useMay } from "~/platform/may";
import { actions, connectionEntries, fitting, hitEntries, listEntries, meantEntries, patientEntries, sectionEntries, still, type Entry } from "./entries";
import { asSearch } from "./narrow";
import { useDelayed } from "./useDelayed";

/** Entries of the palette for what was typed. */
export function useEntries(text: string, patient: string | null, lock: () => void, retype: (text: string) => void): Entry[] {
  const { choose } = useChooseTheme();
  const may = useMay();
  const charts = may("list-patients");
  const asked = useDelayed(text);
  const chart = useAsk("open_chart", { patient: patient ?? "" }, { enabled: patient !== null });
  const patients = useAsk("list_patients", { text: asked, offset: 0, limit: 6 }, { keep: true, enabled: charts });
  const connections = useAsk("list_connections", undefined);
  const lists = useAsk("own_lists", undefined, { enabled: charts });
  const words = may("search-charts") && asked.length > 2;
  const hits = useAsk("search", asSearch(asked, 8), { enabled: words, keep: words });
  // With a chart open, what is in it comes before what is in others.
  const own = useAsk("search", { ...asSearch(asked, 6), patient }, { enabled: words && patient !== null, keep: words });
  // What was found for other words is offered only where it fits these: Enter must not open somebody else.
  const people = still(patientEntries(patients.data?.rows ?? []), asked === text && !patients.isPlaceholderData, text);
  const inChart = words && patient !== null ? still(hitEntries(own.data?.hits ?? [], text), asked === text && !own.isPlaceholderData, text) : [];
  const meant = words && asked === text && !hits.isPlaceholderData ? meantEntries(hits.data?.didYouMean ?? [], retype) : [];
  const found = words ? still(hitEntries(hits.data?.hits ?? [], text), asked === text && !hits.isPlaceholderData, text) : [];
  const sections = patient === null ? [] : fitting(sectionEntries(chart.data, may), text);
  return [
    ...(text === "" ? sections : []),
    ...people,
    ...(text === "" ? [] : sections),
    ...(text === "" ? [] : fitting(listEntries(lists.data ?? []), text)),
    ...(text === "" ? [] : fitting(connectionEntries(connections.data ?? [], may), text)),
    ...fitting(actions(lock, choose, may), text),
    ...meant,
    ...inChart,
    ...found.filter((entry) => !inChart.some((one) => one.id === entry.id)),
  ];
}
