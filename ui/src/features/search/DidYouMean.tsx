import { Button } from "~/components/Button";
import styles from "./search.module.css";

/** What may have been meant. It is a question: nothing is searched for unless somebody takes it. */
export function DidYouMean({ texts, onTake }: { texts: readonly string[]; onTake: (text: string) => void }) {
  if (texts.length === 0) return null;
  return (
    <p className={styles.meant}>
      Did you mean{" "}
      {texts.map((text) => (
        <Button key={text} look="quiet" onPress={() => onTake(text)}>
          {text}
        </Button>
      ))}
      ?
    </p>
  );
}
