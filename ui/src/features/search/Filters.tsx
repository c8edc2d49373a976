import type { Hit } from "~/generated/Hit";
import { Button } from "~/components/Button";
import { FILTERED, NARROW_NOTHING, type Narrow } from "./narrow";
import styles from "./search.module.css";

interface Props {
  narrow: Narrow;
  hits: readonly Hit[];
  onNarrow: (narrow: Narrow) => void;
}

/** Narrows what is found: kind, time, patient, and what comes first. */
export function Filters({ narrow, hits, onNarrow }: Props) {
  const set = (part: Partial<Narrow>) => onNarrow({ ...narrow, ...part });
  const people = new Map(hits.flatMap((hit) => (hit.patient === null ? [] : [[hit.patient, hit.patientName ?? "Name not recorded"] as const])));
  if (narrow.patient !== null) people.set(narrow.patient.id, narrow.patient.name);
  return (
    <div className={styles.filters} role="group" aria-label="Narrow the search">
      <label>
        In{" "}
        <select value={narrow.section} onChange={(event) => set({ section: event.target.value })}>
          <option value="">all sections</option>
          {FILTERED.map(([section, title]) => (
            <option key={section} value={section}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <label>
        Patient{" "}
        <select
          value={narrow.patient?.id ?? ""}
          onChange={(event) => set({ patient: event.target.value === "" ? null : { id: event.target.value, name: people.get(event.target.value) ?? "" } })}
        >
          <option value="">everybody</option>
          {[...people].map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        From <input type="date" value={narrow.from} onChange={(event) => set({ from: event.target.value })} />
      </label>
      <label>
        To <input type="date" value={narrow.to} onChange={(event) => set({ to: event.target.value })} />
      </label>
      <label>
        First{" "}
        <select value={narrow.order} onChange={(event) => set({ order: event.target.value === "newest" ? "newest" : "best" })}>
          <option value="best">what fits best</option>
          <option value="newest">what happened last</option>
        </select>
      </label>
      {narrow !== NARROW_NOTHING && (
        <Button look="quiet" onPress={() => onNarrow(NARROW_NOTHING)}>
          Clear
        </Button>
      )}
    </div>
  );
}
