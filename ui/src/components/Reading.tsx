import styles from "./Reading.module.css";

/** What is read from this computer is there before anybody looks; only a slow disk shows this. */
export function Reading() {
  return (
    <p className={styles.reading} role="status">
      Reading from this computer…
    </p>
  );
}
