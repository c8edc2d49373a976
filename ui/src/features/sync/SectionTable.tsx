import type { SectionProgress } from "~/generated/SectionProgress";
import { Bar } from "~/components/Bar";
import { count, joined, percent } from "~/foundations/words";
import styles from "./sync.module.css";

function state(section: SectionProgress): { words: string; warn: boolean } {
  const troubles = joined(section.refused > 0 && `${section.refused} refused`, section.failed > 0 && `${section.failed} failed`);
  if (section.readsDone >= section.readsPlanned) return { words: troubles || "done", warn: troubles !== "" };
  if (section.readsDone === 0 && section.records === 0) return { words: troubles || "waiting", warn: troubles !== "" };
  return { words: joined("reading", troubles), warn: troubles !== "" };
}

/** Progress section by section, over all patients of the sync. */
export function SectionTable({ sections }: { sections: readonly SectionProgress[] }) {
  if (sections.length === 0) return null;
  return (
    <table className={styles.sections} aria-label="Progress by section">
      <thead>
        <tr>
          <th scope="col">Section</th>
          <th scope="col">Done</th>
          <th scope="col" className={styles.end}>
            Reads
          </th>
          <th scope="col" className={styles.end}>
            Records
          </th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {sections.map((section) => {
          const { words, warn } = state(section);
          return (
            <tr key={section.section}>
              <th scope="row">{section.title}</th>
              <td className={styles.barCell}>
                <Bar label={section.title} value={percent(section.readsDone, section.readsPlanned)} stale={warn} />
              </td>
              <td className={styles.end}>
                {count(section.readsDone)} of {count(section.readsPlanned)}
              </td>
              <td className={styles.end}>{count(section.records)}</td>
              <td className={warn ? styles.warn : styles.state}>{words}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
