import type { OutboxAttempt } from "~/generated/OutboxAttempt";
import { fullMoment } from "~/foundations/time";
import { STEPS } from "./states";
import styles from "./outbox.module.css";

/** Every request about an item, with the EHR's own words. */
export function Attempts({ attempts }: { attempts: readonly OutboxAttempt[] }) {
  if (attempts.length === 0) return <p className={styles.quiet}>Nothing was sent yet.</p>;
  return (
    <section aria-label="Requests">
      <h3>Requests</h3>
      <ol className={styles.attempts}>
        {attempts.map((one, n) => (
          // Their place is their name: they are only ever added to.
          <li key={n}>
            <time>{fullMoment(one.beganAt)}</time> {STEPS[one.step] ?? one.step}: {ended(one)}
            {one.said !== null && <blockquote>{one.said}</blockquote>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function ended({ endedAt, outcome, status }: OutboxAttempt): string {
  if (endedAt === null) return "cut off before an answer";
  const words = (outcome ?? "ended").replaceAll("-", " ");
  return status === null ? words : `${words} (${status})`;
}
