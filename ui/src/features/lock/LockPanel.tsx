import { useState, type SubmitEvent } from "react";
import type { LockKind } from "~/generated/LockKind";
import { Button } from "~/components/Button";
import { Choices, type Choice } from "~/components/Choices";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { useMay } from "~/platform/may";
import styles from "~/features/settings/settings.module.css";
import { many } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { KeysForm } from "./KeysForm";
import { PassphraseForm } from "./PassphraseForm";
import { PinForm } from "./PinForm";

const KINDS: readonly Choice<LockKind>[] = [
  { value: "sealed", title: "Sealed", text: "Keys and sign-ins leave memory. Nothing syncs until the passphrase is given." },
  { value: "screened", title: "Screened", text: "Nothing is shown or answered, but the keys stay in memory: sync and outbox go on. A PIN may open it." },
];

/** How and when the window is locked, and by what it is opened. */
export function LockPanel() {
  const settings = useAsk("lock_settings", undefined);
  const screened = useAsk("policy", undefined).data?.screened ?? true;
  const may = useMay();
  const set = useAct("set_lock");
  const [minutes, setMinutes] = useState<string | null>(null);
  const [kind, setKind] = useState<LockKind | null>(null);
  const now = settings.data;
  const text = minutes ?? (now === undefined ? "" : String(now.minutes));
  const most = now?.mostMinutes ?? 30;
  const sound = /^\d{1,2}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= most;
  const chosen = kind ?? now?.kind ?? "sealed";
  const changed = minutes !== null || kind !== null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!sound) return;
    set.mutate(
      { minutes: Number(text), kind: chosen },
      {
        onSuccess: () => {
          setMinutes(null);
          setKind(null);
        },
      },
    );
  };
  if (now !== undefined && !may("administer"))
    return (
      <Panel title="Lock">
        <div className={styles.pad}>
          <p className={styles.message}>
            Locks after {many(now.minutes, "minute")} with nobody there, {now.kind}. An administrator can change that, the passphrase and the PIN.
          </p>
        </div>
      </Panel>
    );
  return (
    <Panel title="Lock">
      <div className={styles.pad}>
        {settings.isError && <FailureNotice failure={settings.error.failure} />}
        {now?.protection === "keyring" && (
          <Notice tone="stale" title="For one person, and never locked">
            The keyring alone opens this profile. A stolen disk stays closed, but whoever uses this computer account, or knows its password, can read everything. With a passphrase it can be locked.
          </Notice>
        )}
        {now !== undefined && now.protection !== "keyring" && (
          <>
            <form className={styles.pad} onSubmit={submit}>
              <Field
                label="Lock after minutes with nobody there"
                value={text}
                onChange={setMinutes}
                inputMode="numeric"
                autoComplete="off"
                error={text !== "" && !sound ? `A whole number from 1 to ${most}.` : undefined}
                hint="It also locks with the desktop, and is always sealed when the computer goes to sleep. What is typed in a form is kept."
              />
              <Choices label="Which lock" value={chosen} choices={screened ? KINDS : KINDS.slice(0, 1)} onChange={setKind} />
              <div className={styles.actions}>
                <Button type="submit" isDisabled={!sound || !changed || set.isPending}>
                  Save lock
                </Button>
              </div>
              {set.isError && <FailureNotice failure={set.error.failure} />}
              {set.isSuccess && !changed && <Notice tone="good" title="Saved" />}
            </form>
            {now.kind === "screened" && <PinForm pin={now.pin} />}
          </>
        )}
        {now !== undefined && <PassphraseForm protection={now.protection} />}
        {now !== undefined && <KeysForm protection={now.protection} />}
      </div>
    </Panel>
  );
}
