import { useEffect, useRef } from "react";
import type { Entry } from "./entries";
import styles from "./search.module.css";

interface Props {
  id: string;
  entries: readonly Entry[];
  at: number;
  onTake: (entry: Entry) => void;
}

export function PaletteList({ id, entries, at, onTake }: Props) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at, entries]);
  const groups = [...new Set(entries.map((entry) => entry.group))];
  return (
    <div ref={list} id={`${id}-list`} className={styles.list} role="listbox" aria-label="Suggestions">
      {groups.map((group) => (
        <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
          <div id={`${id}-${group}`} className={styles.group} role="presentation">
            {group}
          </div>
          {entries.map((entry, n) =>
            entry.group === group ? (
              // The field above holds the focus and hears the keys.
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events
              <div key={entry.id} id={`${id}-${n}`} role="option" tabIndex={-1} aria-selected={n === at} className={styles.entry} onClick={() => onTake(entry)}>
                <bdi className={styles.entryTitle}>{entry.title}</bdi>
                <span className={styles.entryDetail}>{entry.detail}</span>
              </div>
            ) : null,
          )}
        </div>
      ))}
      {entries.length === 0 && <p className={styles.nothing}>Nothing here by that name.</p>}
    </div>
  );
}
