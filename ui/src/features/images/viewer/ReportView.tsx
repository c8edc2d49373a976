/** What a structured report says, as text: each item below what it belongs to, with its value, and the way to the image it is of. */
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { count, joined } from "~/foundations/words";
import type { ReportItem } from "~/generated/ReportItem";
import { useAsk } from "~/platform/ask";
import { frameOf } from "./frameOf";
import styles from "./report.module.css";

interface Props {
  instance: string;
  onImage: (place: { instance: string; frame: number }) => void;
}

export function ReportView({ instance, onImage }: Props) {
  const report = useAsk("image_report", { instance });
  if (report.isError) return <FailureNotice failure={report.error.failure} />;
  if (report.data === undefined) return <Reading />;
  const { items, more, verified, complete } = report.data;
  return (
    <article className={styles.report} aria-label="Structured report">
      <p className={styles.standing}>
        {joined(
          verified === null ? "Whether somebody verified it is not said" : verified ? "Verified" : "Not verified by anybody",
          complete === null ? "whether it is complete is not said" : complete ? "complete" : "partial",
        )}
      </p>
      <ul className={styles.items}>
        {items.map((item, n) => (
          <Item key={n} item={item} onImage={onImage} />
        ))}
      </ul>
      {more > 0 && <p className={styles.standing}>{count(more)} more items are in the file and not listed.</p>}
    </article>
  );
}

const KINDS: Record<string, string> = { IMAGE: "Image", COMPOSITE: "Object", WAVEFORM: "Waveform", SCOORD: "Place in an image", SCOORD3D: "Place in space", TCOORD: "Stretch of time" };

function Item({ item, onImage }: { item: ReportItem; onImage: Props["onImage"] }) {
  const { depth, kind, name, value, image, refers, frames } = item;
  const frame = frameOf(frames);
  return (
    <li className={styles.item} data-heading={kind === "CONTAINER"} style={{ marginInlineStart: Math.min(depth, 12) * 16 }}>
      {depth > 0 && <span className="hidden-text">{`Level ${depth + 1}: `}</span>}
      <bdi className={styles.name}>{name ?? KINDS[kind] ?? (value === null ? "Without a name" : "")}</bdi>
      {value !== null && <bdi className={styles.value}>{value}</bdi>}
      {image !== null ? (
        <Button onPress={() => onImage({ instance: image, frame })}>{frames === null ? "Show the image" : `Show frame ${frames}`}</Button>
      ) : (
        refers !== null && <span className={styles.standing}>an object that is not on this workstation</span>
      )}
    </li>
  );
}
