import { useState } from "react";
import type { TimelineSpan } from "~/generated/TimelineSpan";
import { Empty } from "~/components/Empty";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { useNow } from "~/foundations/clock";
import { isoDay } from "~/foundations/time";
import { useAsk } from "~/platform/ask";
import { Forces } from "./Forces";
import { TestsThen } from "./TestsThen";
import styles from "./timeline.module.css";

/** Whole days only: something may be typed that is none yet. */
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** How the patient was on two days: last values up to each, drugs and problems in force. */
export function TwoDates({ patient, spans }: { patient: string; spans: readonly TimelineSpan[] }) {
  const now = useNow();
  // What is still to come is no day to compare.
  const past = spans.filter((span) => span.date.slice(0, 10) <= isoDay(now));
  const newest = past[0]?.date.slice(0, 10) ?? "";
  const before = past.find((span) => span.date.slice(0, 10) < newest)?.date.slice(0, 10) ?? newest;
  const [earlier, setEarlier] = useState(isDay(before) ? before : isoDay(now));
  const [later, setLater] = useState(isDay(newest) ? newest : isoDay(now));
  const [changed, setChanged] = useState(true);
  const asked = isDay(earlier) && isDay(later) && earlier <= later;
  const found = useAsk("compare_dates", { patient, earlier, later }, { enabled: asked });
  return (
    <div className={styles.two}>
      <div className={styles.tools}>
        <label>
          Earlier <input type="date" value={earlier} onChange={(event) => setEarlier(event.target.value)} />
        </label>
        <label>
          Later <input type="date" value={later} onChange={(event) => setLater(event.target.value)} />
        </label>
        <label>
          <input type="checkbox" checked={changed} onChange={(event) => setChanged(event.target.checked)} /> Only what differs
        </label>
      </div>
      {!asked && <Empty title="Choose two days, the earlier one first." />}
      {asked && found.isError && <FailureNotice failure={found.error.failure} />}
      {asked && found.isPending && <Reading />}
      {asked && found.data && (
        <>
          <TestsThen tests={found.data.tests} days={[earlier, later]} changed={changed} />
          <Forces title="Medications" rows={found.data.medications} days={[earlier, later]} changed={changed} />
          <Forces title="Problems" rows={found.data.problems} days={[earlier, later]} changed={changed} />
        </>
      )}
    </div>
  );
}
