import type { DetailItem } from "~/generated/DetailItem";
import { useNow } from "~/foundations/clock";
import { cx } from "~/foundations/cx";
import { fhirDate } from "~/foundations/time";
import styles from "./detail.module.css";

interface Props {
  label?: string;
  items: readonly DetailItem[];
  /** Opens the record an element names. */
  onOpen: (record: string, name: string) => void;
}

/** Every element of a record, as a nested list of names and values. */
export function Detail({ label, items, onOpen }: Props) {
  return (
    <dl className={styles.list} aria-label={label}>
      {items.map((item, n) => {
        const again = items[n - 1]?.label === item.label;
        return (
          <div key={`${item.name} ${n}`} className={cx(styles.item, item.modifier && styles.modifier, n > 0 && !again && styles.apart)}>
            <dt className={cx(again && styles.again)} title={item.name}>
              {item.label}
            </dt>
            <dd>
              <Value item={item} onOpen={onOpen} />
              {item.modifier && <strong className={styles.loud}>may change the meaning</strong>}
              {item.fine.length > 0 && (
                <span className={styles.fine}>
                  {item.fine.map((line, at) => (
                    <span key={at}>{line}</span>
                  ))}
                </span>
              )}
              {item.items.length > 0 && <Detail items={item.items} onOpen={onOpen} />}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Value({ item, onOpen }: { item: DetailItem; onOpen: Props["onOpen"] }) {
  const now = useNow();
  const { value, record } = item;
  if (value === null) return null;
  if (item.kind === "absent") return <span className={styles.absent}>{value}</span>;
  if (item.kind === "date") {
    const said = fhirDate(value, now);
    return <span title={said === value ? undefined : `As sent: ${value}`}>{said}</span>;
  }
  if (record === null) return <bdi className={styles.value}>{value}</bdi>;
  return (
    <button type="button" className={styles.open} onClick={() => onOpen(record, value)}>
      <bdi>{value}</bdi>
    </button>
  );
}
