/** One measurement of the list: what it says, what it is called, and the way to it. */
import { useState } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { useNow } from "~/foundations/clock";
import { moment } from "~/foundations/time";
import { joined } from "~/foundations/words";
import { figureWords, KINDS } from "./figures";
import type { Mark, Marks } from "./useMarks";
import styles from "./aside.module.css";

interface Props {
  number: number;
  mark: Mark;
  marks: Marks;
  onGo: () => void;
}

export function MarkLine({ number, mark, marks, onGo }: Props) {
  const now = useNow();
  const [name, setName] = useState(mark.name ?? "");
  const kind = KINDS[mark.kind];
  const rename = () => {
    const next = name.trim() === "" ? null : name.trim();
    if (next !== mark.name) marks.keep({ ...mark, name: next });
  };
  return (
    <li className={styles.line}>
      <Field label={`${number}. ${kind}`} value={name} onChange={setName} onBlur={rename} maxLength={64} placeholder="Name" autoComplete="off" />
      <ul className={styles.figures}>
        {mark.figures.map((figure) => (
          <li key={figure.what}>{figureWords(figure)}</li>
        ))}
        {mark.figures.length === 0 && <li>No value to be read there</li>}
      </ul>
      <p className={styles.small}>{marks.unkept.has(mark.id) ? "Not kept yet" : joined(mark.by !== undefined && `by ${mark.by}`, mark.at !== undefined && moment(mark.at, now))}</p>
      <span className={styles.acts}>
        <Button aria-label={`Go to ${mark.name ?? `${kind} ${number}`}`} onPress={onGo}>
          Go to
        </Button>
        <Button look="quiet" needs="write-records" aria-label={`Take away ${mark.name ?? `${kind} ${number}`}`} onPress={() => marks.remove(mark)}>
          Take away
        </Button>
      </span>
    </li>
  );
}
