import { useChooseTheme } from "~/features/settings/appearance";
import { useAsk } from "~/platform/ask";
import { actions, fitting, hitEntries, patientEntries, sectionEntries, type Entry } from "./entries";
import { useDelayed } from "./useDelayed";

/** Entries of the palette for what was typed. */
export function useEntries(text: string, patient: string | null, lock: () => void): Entry[] {
  const { choose } = useChooseTheme();
  const asked = useDelayed(text);
  const chart = useAsk("open_chart", { patient: patient ?? "" }, { enabled: patient !== null });
  const patients = useAsk("list_patients", { text: asked, offset: 0, limit: 6 }, { keep: true });
  const words = asked.length > 2;
  const hits = useAsk("search", { text: asked, patient: null, limit: 8 }, { enabled: words, keep: words });
  const sections = patient === null ? [] : fitting(sectionEntries(chart.data), text);
  return [
    ...(text === "" ? sections : []),
    ...patientEntries(patients.data?.rows ?? []),
    ...(text === "" ? [] : sections),
    ...fitting(actions(lock, choose), text),
    ...hitEntries(words ? (hits.data?.hits ?? []) : []),
  ];
}
