import type { MappingAct } from "~/generated/MappingAct";
import { fullMoment } from "~/foundations/time";
import styles from "./mapping.module.css";

const WORDS: Record<string, string> = { relink: "Relinked to", deactivate: "Taken out of use", activate: "Taken back into use", note: "Note" };

/** Who did what to it by hand, newest first, with what joins it to the log. */
export function ActList({ acts }: { acts: readonly MappingAct[] }) {
  if (acts.length === 0) return <p className={styles.part}>Nobody changed it by hand.</p>;
  return (
    <ul className={styles.acts} aria-label="Changes by hand">
      {acts.toReversed().map((act) => (
        <li key={`${act.correlation} ${act.at} ${act.act}`}>
          <strong>{WORDS[act.act] ?? act.act}</strong> {act.detail}
          <div className={styles.small}>
            {act.person}, {fullMoment(act.at)} · log mark <span className={styles.mono}>{act.correlation}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}
