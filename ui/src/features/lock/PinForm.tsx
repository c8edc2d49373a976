import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import styles from "~/features/settings/settings.module.css";
import { useAct } from "~/platform/ask";

/** A PIN for a screened window: set or taken away by whoever knows the passphrase. */
export function PinForm({ pin }: { pin: boolean }) {
  const set = useAct("set_pin");
  const [wanted, setWanted] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const send = (to: string | null) =>
    set.mutate(
      { passphrase, pin: to },
      {
        onSuccess: () => setWanted(""),
        onSettled: () => setPassphrase(""),
      },
    );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (wanted.length >= 4) send(wanted);
  };
  return (
    <form className={styles.pad} onSubmit={submit} aria-label="PIN">
      <Field label={pin ? "New PIN" : "PIN"} type="password" autoComplete="off" value={wanted} onChange={setWanted} hint="Opens a screened window only. After five wrong ones it is sealed." />
      <Field label="Your passphrase, to change the PIN" type="password" autoComplete="current-password" value={passphrase} onChange={setPassphrase} />
      <div className={styles.actions}>
        <Button type="submit" isDisabled={wanted.length < 4 || passphrase === "" || set.isPending}>
          {pin ? "Change PIN" : "Set PIN"}
        </Button>
        {pin && (
          <Button isDisabled={passphrase === "" || set.isPending} onPress={() => send(null)}>
            Take PIN away
          </Button>
        )}
      </div>
      {set.isError && <FailureNotice failure={set.error.failure} />}
      {set.isSuccess && wanted === "" && <Notice tone="good" title={pin ? "The PIN is set" : "There is no PIN"} />}
    </form>
  );
}
