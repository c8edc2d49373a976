import { useState, type SubmitEvent } from "react";
import type { Protection } from "~/generated/Protection";
import { Bar } from "~/components/Bar";
import { Button } from "~/components/Button";
import { Choices, type Choice } from "~/components/Choices";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { ComeBack } from "~/features/backup/ComeBack";
import { useAct } from "~/platform/ask";
import { Door } from "./Door";
import styles from "./Door.module.css";
import { strengthOf } from "./strength";

interface Props {
  keyringAvailable: boolean;
  keyringReason: string | null;
}

function choices(keyring: boolean): Choice<Protection>[] {
  return [
    {
      value: "keyring-and-passphrase",
      title: "Keyring and passphrase",
      text: "Both are needed. A stolen disk or a copied folder stays closed, and so does this account while you are away from it. If either is lost, the data cannot be read again.",
      disabled: !keyring,
    },
    {
      value: "passphrase",
      title: "Passphrase alone",
      text: "Needs no keyring. A stolen disk stays closed as long as the passphrase cannot be guessed. If it is forgotten, the data cannot be read again.",
    },
    {
      value: "keyring",
      title: "Keyring alone",
      text: "Opens without asking. Protects a stolen disk, but not against somebody who uses this computer while you are signed in to it, or who knows your computer password.",
      disabled: !keyring,
    },
  ];
}

/** First run: how is what will be kept here protected? */
export function FirstRun({ keyringAvailable, keyringReason }: Props) {
  const [protection, setProtection] = useState<Protection>(keyringAvailable ? "keyring-and-passphrase" : "passphrase");
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const [restoring, setRestoring] = useState(false);
  const create = useAct("create_profile");
  const asks = protection !== "keyring";
  const strength = strengthOf(passphrase);
  const differs = passphrase !== again;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (asks && (!strength.enough || differs)) return;
    create.mutate({ protection, passphrase: asks ? passphrase : null });
  };
  if (restoring)
    return (
      <Door title="Restore a backup">
        <ComeBack backup keyring={keyringAvailable} onBack={() => setRestoring(false)} />
      </Door>
    );
  return (
    <Door title="Protect what will be kept here">
      <p className={styles.lead}>
        Wardbook keeps whole charts on this computer, always encrypted. Choose what opens them. Nothing is sent anywhere.
      </p>
      {!keyringAvailable && (
        <Notice tone="stale" title="No keyring on this computer">
          {keyringReason ?? "The operating system's keyring does not answer."} A passphrase alone protects well.
        </Notice>
      )}
      <form className={styles.form} onSubmit={submit} noValidate>
        <Choices label="Protection" value={protection} choices={choices(keyringAvailable)} onChange={setProtection} />
        {asks && (
          <>
            <div className={styles.pair}>
              <Field
                label="Passphrase"
                type="password"
                autoComplete="new-password"
                value={passphrase}
                onChange={setPassphrase}
                error={tried && !strength.enough ? "At least 8 characters." : undefined}
              />
              <Field
                label="Passphrase again"
                type="password"
                autoComplete="new-password"
                value={again}
                onChange={setAgain}
                error={(tried || again.length >= passphrase.length) && again !== "" && differs ? "The two are not the same." : undefined}
              />
            </div>
            <div className={styles.strength} aria-live="polite">
              <Bar label="Strength of the passphrase" value={strength.share} stale={strength.share < 50} />
              <span>{passphrase === "" ? "Four or five words that do not belong together are strong and can be typed." : strength.words}</span>
            </div>
          </>
        )}
        {create.isError && <FailureNotice failure={create.error.failure} />}
        <div className={styles.actions}>
          <Button look="main" type="submit" isDisabled={create.isPending}>
            {create.isPending ? "Making the key…" : "Create profile"}
          </Button>
          <Button look="quiet" onPress={() => setRestoring(true)}>
            Restore a backup
          </Button>
        </div>
      </form>
    </Door>
  );
}
