/** Fetches a study's images: how far it is, what came of it, and whose they are where that is in doubt. */
import { useEffect, useState } from "react";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Sheet } from "~/features/documents/Sheet";
import type { PatientStudy } from "~/generated/PatientStudy";
import { useAct, useFar } from "~/platform/ask";
import { Brought } from "./Brought";
import { OtherPeople } from "./OtherPeople";
import { examinationName } from "./words";
import styles from "./images.module.css";

interface Props {
  patient: string;
  name: string;
  study: PatientStudy;
  uid: string;
  onFetched: () => void;
}

export function FetchStudy({ patient, name, study, uid, onFetched }: Props) {
  const fetching = useAct("fetch_study");
  const progress = useProgress(patient, uid);
  const [shown, setShown] = useState(false);
  const fetched = fetching.data;
  const others = fetched?.other ?? [];
  const whole = study.instances !== null && study.here >= study.instances;
  const label = `${examinationName(study)}, ${study.date ?? "date not said"}`;
  const start = (evenIf: boolean) => {
    setShown(true);
    fetching.mutate({ patient, uid, evenIf });
  };
  const close = () => {
    setShown(false);
    onFetched();
  };
  if (whole) return null;
  return (
    <>
      <Button needs="import-records" aria-label={`Fetch: ${label}`} isDisabled={fetching.isPending} onPress={() => start(false)}>
        {fetching.isPending ? "Fetching…" : study.here > 0 ? "Fetch the rest" : "Fetch"}
      </Button>
      {shown && (
        <Sheet title={`Fetch ${label}`} onClose={close}>
          <div className={styles.form}>
            <p className={styles.none} role="status">
              {fetching.isPending ? (progress ? `${progress.done} of ${progress.of} images are here.` : "The archive is asked…") : ""}
            </p>
            {fetching.isPending && progress && <progress className={styles.progress} aria-label="Images fetched" value={progress.done} max={progress.of} />}
            {fetching.error && <FailureNotice failure={fetching.error.failure} />}
            {fetched && <Brought brought={{ ...fetched, studies: 1 }} />}
            {others.length > 0 && <OtherPeople name={name} people={others} busy={fetching.isPending} onSame={() => start(true)} onOther={close} />}
            <div className={styles.actions}>
              {fetching.isError && (
                <Button look="main" onPress={() => start(false)}>
                  Go on
                </Button>
              )}
              <Button onPress={close}>{fetching.isPending ? "Go on in the background" : "Close"}</Button>
            </div>
          </div>
        </Sheet>
      )}
    </>
  );
}

/** How far a fetch of this study is, as it is told. */
function useProgress(patient: string, uid: string) {
  const far = useFar();
  const [progress, setProgress] = useState<{ done: number; of: number } | null>(null);
  useEffect(
    () =>
      far.onChange((change) => {
        if (change.kind === "fetching" && change.patient === patient && change.study === uid) setProgress({ done: change.done, of: change.of });
      }),
    [far, patient, uid],
  );
  return progress;
}
