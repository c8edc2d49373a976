import type { AuditFilter } from "~/generated/AuditFilter";
import type { AuditKind } from "~/generated/AuditKind";
import type { AuditOutcome } from "~/generated/AuditOutcome";
import { Field } from "~/components/Field";
import { Select, type Option } from "~/components/Select";
import { KINDS, OUTCOMES } from "./auditWords";
import styles from "./audit.module.css";

const words = <T extends string>(all: Record<T, string>): Option<T | "">[] => [
  { value: "", title: "Any" },
  ...(Object.keys(all) as T[]).map((value) => ({ value, title: all[value] })),
];
const KIND_OPTIONS = words<AuditKind>(KINDS);
const OUTCOME_OPTIONS = words<AuditOutcome>(OUTCOMES);

interface Props {
  which: AuditFilter;
  people: readonly string[];
  onChange: (which: AuditFilter) => void;
}

/** Who, what, when, how it ended. Whose chart is chosen by an act about it. */
export function AuditFilters({ which, people, onChange }: Props) {
  const names = [{ value: "", title: "Anybody" }, ...people.map((name) => ({ value: name, title: name }))];
  return (
    <div className={styles.bar} role="group" aria-label="Which acts">
      <Select label="Who" value={which.person ?? ""} options={names} onChange={(person) => onChange({ ...which, person: person || null })} />
      <Select label="What" value={which.kind ?? ""} options={KIND_OPTIONS} onChange={(kind) => onChange({ ...which, kind: kind || null })} />
      <Select label="Outcome" value={which.outcome ?? ""} options={OUTCOME_OPTIONS} onChange={(outcome) => onChange({ ...which, outcome: outcome || null })} />
      <Field label="From" value={which.from ?? ""} onChange={(from) => onChange({ ...which, from: from || null })} placeholder="2026-03-14" autoComplete="off" />
      <Field label="To" value={which.to ?? ""} onChange={(to) => onChange({ ...which, to: to || null })} placeholder="2026-03-14" autoComplete="off" />
    </div>
  );
}
