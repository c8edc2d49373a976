import { Button } from "~/components/Button";
import { count } from "~/foundations/words";
import styles from "./source.module.css";

interface Props {
  record: string;
  among: readonly string[];
  onTurn: (record: string) => void;
}

/** Several results stand behind one cell: which of them this is, and the way to the others. */
export function OneOf({ record, among, onTurn }: Props) {
  const place = among.indexOf(record);
  const to = (by: number) => {
    const next = among[place + by];
    return { isDisabled: next === undefined, onPress: () => next !== undefined && onTurn(next) };
  };
  return (
    <nav className={styles.among} aria-label="Results at this time">
      <p role="status">
        {count(place + 1)} of {count(among.length)} at this time
      </p>
      <Button {...to(-1)}>Previous</Button>
      <Button {...to(1)}>Next</Button>
    </nav>
  );
}
