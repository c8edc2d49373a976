import { useState } from "react";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { keepAll } from "~/features/lock/keepers";
import { useNow } from "~/foundations/clock";
import { useEnglish } from "~/foundations/texts/texts";
import { clockTime } from "~/foundations/time";
import { useAct, useAsk } from "~/platform/ask";
import styles from "./glass.module.css";
import { left, REASONS } from "./reasons";

/** Over a chart that was opened with a reason: that it was, for how long still, and the way to end it. */
export function GlassBand({ patient }: { patient: string }) {
  const now = useNow();
  const inEnglish = useEnglish();
  const end = useAct("end_glass");
  const glass = useAsk("glass_state", undefined).data?.open.find((one) => one.patient === patient);
  const [unkept, setUnkept] = useState(false);
  if (glass === undefined) return null;
  const over = () => {
    setUnkept(false);
    // What is half-typed is on the disk before the chart is closed.
    keepAll().then(
      () => end.mutate({ patient }),
      () => setUnkept(true),
    );
  };
  return (
    <section {...inEnglish} className={styles.band} aria-label="Break-glass">
      <span className={styles.words}>
        <strong>Opened by break-glass: {REASONS[glass.reason]}.</strong> {left(glass.until - now)} left, until {clockTime(glass.until)}. What you do here is marked in the audit log.
      </span>
      {unkept && (
        <Notice tone="danger" title="What you typed could not be kept">
          Save it or throw it away first.
        </Notice>
      )}
      {end.isError && <FailureNotice failure={end.error.failure} />}
      <Button isDisabled={end.isPending} onPress={over}>
        End it now
      </Button>
    </section>
  );
}
