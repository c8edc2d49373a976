import { useEffect, useRef } from "react";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { chart, go } from "~/foundations/route";
import { useAct, useFar } from "~/platform/ask";
import styles from "./launch.module.css";

/** An EHR started Wardbook: this takes the launch over, signs in for it and opens the patient. */
export function LaunchTaker() {
  const far = useFar();
  const take = useAct("take_launches");
  const launch = useAct("launch");
  const begin = useRef<() => void>(() => undefined);
  useEffect(() => {
    begin.current = () =>
      take.mutate(undefined, {
        onSuccess: (waiting) => {
          const last = waiting.at(-1);
          if (last === undefined) return;
          launch.mutate(last, {
            onSuccess: (outcome) => {
              if (outcome.kind === "unknown") return;
              if (outcome.patient !== null) go(chart(outcome.patient, outcome.encounter === null ? (outcome.section ?? "summary") : (outcome.section ?? "encounters"), outcome.encounter));
              else go({ page: "choose", connection: outcome.connection });
              launch.reset();
            },
          });
        },
      });
  });
  // One may be waiting since before the window was there; others come as they come.
  useEffect(() => {
    begin.current();
    return far.onChange((change) => {
      if (change.kind === "launch") begin.current();
    });
  }, [far]);
  const close = (
    <Button look="quiet" onPress={() => launch.reset()}>
      Close
    </Button>
  );
  if (launch.isPending)
    return (
      <div className={styles.over}>
        <Notice tone="stale" title="Started by the EHR">
          A page of it is open in your browser. Sign in there; the patient opens by itself.
        </Notice>
      </div>
    );
  if (launch.isError)
    return (
      <div className={styles.over}>
        <FailureNotice failure={launch.error.failure} actions={close} />
      </div>
    );
  if (launch.data?.kind === "unknown")
    return (
      <div className={styles.over}>
        <Notice
          tone="stale"
          title="An EHR that is not configured wants to open a patient"
          actions={
            <>
              <Button
                onPress={() => {
                  go({ page: "add-connection" });
                  launch.reset();
                }}
              >
                Connect an EHR
              </Button>
              {close}
            </>
          }
        >
          It says it is {launch.data.iss}. Nothing was asked of it. If you know this address, add it as a connection and start again from the EHR.
        </Notice>
      </div>
    );
  return null;
}
