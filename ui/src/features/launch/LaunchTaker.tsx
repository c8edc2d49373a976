import { useEffect, useRef } from "react";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import type { LaunchOutcome } from "~/generated/LaunchOutcome";
import { useMay } from "~/platform/may";
import { chart, go, parse, useRoute } from "~/foundations/route";
import { useAct, useFar } from "~/platform/ask";
import { setFramed, useFramed } from "./framed";
import styles from "./launch.module.css";

type Opened = Extract<LaunchOutcome, { kind: "open" }>;

/** At what the person meant to do; else at the encounter; else at the summary. */
function open({ connection, patient, encounter, section, banner }: Opened): void {
  if (patient === null) {
    go({ page: "choose", connection });
    return;
  }
  const at = section ?? (encounter === null ? "summary" : "encounters");
  go(chart(patient, at, at === "encounters" ? encounter : null));
  setFramed(banner === false ? patient : null);
}

/** An EHR started Wardbook: this takes the launch over, signs in for it and opens the patient. */
export function LaunchTaker() {
  const far = useFar();
  const may = useMay()("sign-in");
  const take = useAct("take_launches");
  const launch = useAct("launch");
  const framed = useFramed();
  const route = useRoute();
  useEffect(() => {
    const here = parse(window.location.hash);
    if (framed !== null && !(here.page === "chart" && here.patient === framed)) setFramed(null);
  }, [framed, route]);
  const begin = useRef<() => void>(() => undefined);
  useEffect(() => {
    // Who may not sign in at an EHR leaves it for who may.
    begin.current = () =>
      may &&
      take.mutate(undefined, {
        onSuccess: (waiting) => {
          const last = waiting.at(-1);
          if (last === undefined) return;
          launch.mutate(last, {
            onSuccess: (outcome) => {
              if (outcome.kind === "unknown") return;
              open(outcome);
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
