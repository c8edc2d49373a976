import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { Door } from "~/features/profile/Door";
import styles from "~/features/profile/Door.module.css";
import { useAct } from "~/platform/ask";

interface Props {
  pin: boolean;
  /** The PIN was wrong too often; only the passphrase opens it from now on. */
  onUsedUp: (message: string) => void;
}

/** The window is locked and the keys stay: nothing is shown or answered, sync and outbox go on. */
export function Screened({ pin, onUsedUp }: Props) {
  const [byPin, setByPin] = useState(pin);
  const [typed, setTyped] = useState("");
  const words = useAct("unlock_profile");
  const number = useAct("unlock_with_pin");
  const seal = useAct("lock_profile");
  const asked = byPin ? number : words;
  const failure = asked.error?.failure;
  const wrong = failure?.code === "wrong-passphrase" || failure?.code === "wrong-pin";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (byPin)
      number.mutate(
        { pin: typed },
        {
          onError: (failed) => {
            setTyped("");
            if (failed.failure.code === "pin-used-up") onUsedUp(failed.failure.message);
          },
        },
      );
    else words.mutate({ passphrase: typed }, { onError: () => setTyped("") });
  };
  const other = () => {
    setByPin(!byPin);
    setTyped("");
  };
  return (
    <Door title="Wardbook is locked">
      <p className={styles.lead}>Screened: sync and what waits to be sent go on behind it. Seal it when you leave for long; then the keys leave memory too.</p>
      <form className={styles.form} onSubmit={submit} noValidate>
        <Field
          key={byPin ? "pin" : "words"}
          label={byPin ? "PIN" : "Passphrase"}
          type="password"
          autoComplete={byPin ? "off" : "current-password"}
          // The one thing to do here.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={typed}
          onChange={setTyped}
          error={wrong ? failure.message : undefined}
        />
        {failure !== undefined && !wrong && <FailureNotice failure={failure} />}
        {seal.isError && <FailureNotice failure={seal.error.failure} />}
        <div className={styles.actions}>
          <Button look="main" type="submit" isDisabled={asked.isPending || typed === ""}>
            {asked.isPending ? "Opening…" : "Unlock"}
          </Button>
          {pin && <Button onPress={other}>{byPin ? "Use the passphrase" : "Use the PIN"}</Button>}
          <Button isDisabled={seal.isPending} onPress={() => seal.mutate(undefined)}>
            Seal
          </Button>
        </div>
      </form>
    </Door>
  );
}
