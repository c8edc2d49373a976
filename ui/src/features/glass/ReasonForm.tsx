import { useState, type SubmitEvent } from "react";
import type { GlassReason } from "~/generated/GlassReason";
import { Button } from "~/components/Button";
import { Choices } from "~/components/Choices";
import styles from "~/components/Confirm.module.css";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { many } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { CHOICES, WORDS } from "./reasons";

interface Props {
  patient: string;
  onOpened: () => void;
  onClose: () => void;
}

/** Why a chart is opened that is not among one's own, from a short list and in one's own words. */
export function ReasonForm({ patient, onOpened, onClose }: Props) {
  const [reason, setReason] = useState<GlassReason>("emergency");
  const [words, setWords] = useState("");
  const hours = useAsk("glass_state", undefined).data?.hours;
  const open = useAct("break_glass");
  const short = words.trim().length < WORDS.least || words.trim().length > WORDS.most;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!short) open.mutate({ patient, reason, words }, { onSuccess: onOpened });
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      <p className={styles.text}>
        You will see this one patient whole{hours === undefined || hours === 0 ? "" : `, for ${many(hours, "hour")} at most`}. That you opened the chart, why, and everything you do in it is marked in the audit log, and will be read.
      </p>
      <Choices label="Why" value={reason} choices={CHOICES} onChange={setReason} />
      <Field label="In your own words" value={words} onChange={setWords} maxLength={WORDS.most} autoComplete="off" hint={`At least ${WORDS.least} characters. It stands in the audit log.`} />
      {open.isError && <FailureNotice failure={open.error.failure} />}
      <div className={styles.actions}>
        <Button onPress={onClose}>Cancel</Button>
        <Button look="danger" type="submit" isDisabled={short || open.isPending}>
          {open.isPending ? "Opening…" : "Open the chart"}
        </Button>
      </div>
    </form>
  );
}
