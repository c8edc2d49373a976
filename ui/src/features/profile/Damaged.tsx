import { Button } from "~/components/Button";
import { Notice } from "~/components/Notice";
import { failureWords } from "~/foundations/failures";
import { Door } from "./Door";
import styles from "./Door.module.css";

/** Something is wrong with the profile; nothing was changed on disk, and nothing will be from here. */
export function Damaged({ code, message, onRetry }: { code: string; message: string; onRetry: () => void }) {
  const words = failureWords(code);
  return (
    <Door title="This profile cannot be opened">
      <Notice tone={words.severity} title={words.title}>
        {message}
      </Notice>
      <p className={styles.lead}>Nothing on the disk was changed, renamed or deleted. What can be done:</p>
      <ul className={styles.guards}>
        <li>Mend what the message names and try again.</li>
        <li>
          Look closer from a terminal: <code className={styles.path}>wardbook-cli doctor</code> names what is damaged.
        </li>
        <li>
          Start with another folder: <code className={styles.path}>wardbook --profile FOLDER</code>, and sync again. This
          folder stays as it is.
        </li>
      </ul>
      <div className={styles.actions}>
        <Button look="main" onPress={onRetry}>
          Try again
        </Button>
      </div>
    </Door>
  );
}
