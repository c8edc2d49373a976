/** Asks whether the people that files name are this patient; until somebody says so nothing of theirs is kept. */
import type { FilePerson } from "~/generated/FilePerson";
import { Button } from "~/components/Button";
import { personName } from "./words";
import styles from "./images.module.css";

interface Props {
  name: string;
  people: readonly FilePerson[];
  busy: boolean;
  onSame: () => void;
  onOther: () => void;
}

export function OtherPeople({ name, people, busy, onSame, onOther }: Props) {
  return (
    <section className={styles.others} aria-label="Other people in the files">
      <p>
        <strong>
          Some files name {people.length === 1 ? "another person" : `${people.length} other people`}. Are they <bdi>{name}</bdi>?
        </strong>
      </p>
      <ul>
        {people.map((person, n) => (
          <li key={n}>
            <bdi>{personName(person)}</bdi>
          </li>
        ))}
      </ul>
      <p className={styles.second}>Nothing of theirs was kept. Kept images that name another person stay marked in the chart.</p>
      <div className={styles.actions}>
        <Button onPress={onOther}>No, leave them out</Button>
        <Button look="danger" isDisabled={busy} onPress={onSame}>
          Yes, it is this patient: keep them
        </Button>
      </div>
    </section>
  );
}
