import type { OutboxItem } from "~/generated/OutboxItem";
import { cx } from "~/foundations/cx";
import styles from "./outbox.module.css";

/** Where the sides differ, element by element. */
export function FieldTable({ found }: { found: OutboxItem }) {
  const { fields, theirs, base, row } = found;
  if (fields.length === 0) return null;
  const title = row.state === "conflict" ? "Both sides" : theirs === null ? "What the change does" : "What the EHR made of it";
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <table className={styles.fields}>
        <thead>
          <tr>
            <th scope="col">Element</th>
            {base !== null && <th scope="col">Before</th>}
            <th scope="col">Mine</th>
            {theirs !== null && <th scope="col">At the EHR</th>}
          </tr>
        </thead>
        <tbody>
          {fields.map((field, n) => (
            <tr key={`${field.path} ${n}`} className={cx(field.matters && styles.matters)}>
              <th scope="row">
                {field.path}
                {field.matters && theirs !== null && <span className={styles.mark}> matters</span>}
              </th>
              {base !== null && <td>{field.base ?? "—"}</td>}
              <td>{field.mine ?? "—"}</td>
              {theirs !== null && <td>{field.theirs ?? "not there"}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
