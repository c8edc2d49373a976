import { useState } from "react";
import type { Protection } from "~/generated/Protection";
import { Button } from "~/components/Button";
import { Confirm } from "~/components/Confirm";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import styles from "~/features/settings/settings.module.css";
import { useAct } from "~/platform/ask";
import { keepAll } from "./keepers";

/** New keys for everything that is here: where the old ones may be known, or as a rule asks for. The way in stays. */
export function KeysForm({ protection }: { protection: Protection }) {
  const change = useAct("change_keys");
  const [passphrase, setPassphrase] = useState("");
  const [asking, setAsking] = useState(false);
  const [unkept, setUnkept] = useState(false);
  const needs = protection !== "keyring";
  const act = () => {
    setAsking(false);
    setUnkept(false);
    // What is half-typed is on the disk before the profile is closed.
    keepAll().then(
      () => change.mutate({ passphrase: needs ? passphrase : null }, { onSettled: () => setPassphrase("") }),
      () => setUnkept(true),
    );
  };
  return (
    <div className={styles.pad} role="group" aria-label="Keys">
      <p className={styles.message}>New keys close this profile to whoever got hold of the old ones; a copy of the disk that they took before stays open to them. Passphrase, keyring and recovery key stay as they are. Where somebody may know the passphrase, change that too.</p>
      {needs && <Field label="Passphrase, to change the keys" type="password" autoComplete="current-password" value={passphrase} onChange={setPassphrase} />}
      <div className={styles.actions}>
        <Button isDisabled={change.isPending || (needs && passphrase === "")} onPress={() => setAsking(true)}>
          {change.isPending ? "Changing the keys…" : "Change the keys"}
        </Button>
      </div>
      {unkept && (
        <Notice tone="danger" title="What you typed could not be kept">
          Save it or throw it away first.
        </Notice>
      )}
      {change.isError && <FailureNotice failure={change.error.failure} />}
      {change.isSuccess && <Notice tone="good" title="The profile has new keys" />}
      <Confirm title="Change the keys?" act="Change the keys" keep="Not now" calm open={asking} onAct={act} onClose={() => setAsking(false)}>
        Everything is written anew, which takes a minute for each few gigabytes and needs as much room again while it lasts. Nobody can work meanwhile; several people sign in again afterwards. Cut off at any moment, nothing is lost.
      </Confirm>
    </div>
  );
}
