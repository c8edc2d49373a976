import type { AuditEntry } from "~/generated/AuditEntry";
import { Button } from "~/components/Button";
import { Panel } from "~/components/Panel";
import { cx } from "~/foundations/cx";
import { fullMoment } from "~/foundations/time";
import { KINDS, OUTCOMES, whence, whose } from "./auditWords";
import styles from "./audit.module.css";

interface Props {
  row: AuditEntry;
  /** All acts about this patient. */
  onPatient: (patient: string) => void;
  onClose: () => void;
}

/** One act, with all its row says. */
export function AuditSide({ row, onPatient, onClose }: Props) {
  const { patient } = row;
  const facts: [string, string | null, boolean?][] = [
    ["Began", fullMoment(row.at)],
    ["Ended", row.endedAt === null ? "never" : fullMoment(row.endedAt)],
    ["Who", row.role === null ? row.person : `${row.person}, ${row.role}`],
    ["From", whence(row) || "not recorded"],
    ["Kind", row.kind === null ? "not known to this version" : KINDS[row.kind]],
    ["Patient", patient === null ? null : whose(row)],
    ["About", row.subject, true],
    ["Account", row.account],
    ["Said", row.account === null ? row.detail : null],
    ["Break-glass", row.glass === null ? null : row.glass === row.correlation ? "opened here" : `under the one with log mark ${row.glass}`],
    ["Outcome", row.code === null ? OUTCOMES[row.outcome] : `${OUTCOMES[row.outcome]}: ${row.code}`],
    ["Row", String(row.number)],
    ["Log mark", row.correlation, true],
  ];
  return (
    <Panel
      title={row.title}
      aside={
        <Button look="quiet" onPress={onClose}>
          Close
        </Button>
      }
    >
      <dl className={styles.facts}>
        {facts.map(([label, value, mono = false]) =>
          value === null
            ? null
            : [
                <dt key={label}>{label}</dt>,
                <dd key={`${label}-`} className={cx(mono && styles.mono)}>
                  {value}
                </dd>,
              ],
        )}
      </dl>
      {patient !== null && (
        <div className={styles.part}>
          <Button onPress={() => onPatient(patient)}>All acts about this patient</Button>
        </div>
      )}
    </Panel>
  );
}
