import { useState } from "react";
import type { AutomaticSync } from "~/generated/AutomaticSync";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { joined, many } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { AutomaticForm } from "./AutomaticForm";
import styles from "./connections.module.css";

/** When it happens, in words; null where it does not. */
function when(how: AutomaticSync): string | null {
  const words = [
    how.everyMinutes !== null && `every ${many(how.everyMinutes, "minute")}`,
    how.onReconnect && "when the EHR is there again",
    how.onChange && "when the EHR tells of a change",
    how.staleMinutes !== null && `a chart that is looked at and older than ${many(how.staleMinutes, "minute")}`,
  ].filter((part) => part !== false);
  const never = [how.notOnBattery && "on the battery", how.notWhenMetered && "on a network that costs by volume"].filter((part) => part !== false);
  if (words.length === 0) return null;
  return never.length === 0 ? words.join("; ") : `${words.join("; ")}; not ${never.join(" or ")}`;
}

/** For whom, in words. */
function whom(how: AutomaticSync): string {
  const parts = [how.patients.length > 0 && many(how.patients.length, "chosen patient"), how.lists.length > 0 && many(how.lists.length, "list of the EHR", "lists of the EHR")].filter((part) => part !== false);
  return parts.length === 0 ? "All patients here" : parts.join(" and ");
}

/** Syncing by itself: for whom, when, and holding it. */
export function AutomaticPanel({ id }: { id: string }) {
  const [changing, setChanging] = useState(false);
  const asked = useAsk("automatic_sync", { connection: id });
  const set = useAct("set_automatic_sync");
  const how = asked.data;
  const words = how === undefined ? null : when(how);
  const put = (automatic: AutomaticSync, after?: () => void) => set.mutate({ connection: id, automatic }, after ? { onSuccess: after } : {});
  return (
    <Panel
      title="Automatic sync"
      note={how?.paused === true ? <span className={styles.stale}>held</span> : words === null ? "off" : "on"}
      aside={
        how && (
          <div className={styles.actions}>
            {words !== null && (
              <Button needs="manage-connections" isDisabled={set.isPending} onPress={() => put({ ...how, paused: !how.paused })}>
                {how.paused ? "Let it go on" : "Hold"}
              </Button>
            )}
            {!changing && <Button needs="manage-connections" onPress={() => setChanging(true)}>Set</Button>}
          </div>
        )
      }
    >
      {asked.isError && <FailureNotice failure={asked.error.failure} />}
      {set.isError && <FailureNotice failure={set.error.failure} />}
      {how && !changing && (
        <p className={styles.empty}>
          {words === null
            ? "Not by itself. It can run while the window is open: at an interval, when the EHR is there again, and for a chart that somebody looks at."
            : joined(whom(how), words)}
        </p>
      )}
      {how && changing && <AutomaticForm connection={id} start={how} busy={set.isPending} onClose={() => setChanging(false)} onSave={(next) => put(next, () => setChanging(false))} />}
    </Panel>
  );
}
