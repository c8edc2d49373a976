import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { Select } from "~/components/Select";
import type { ArchiveSignIn } from "~/generated/ArchiveSignIn";
import type { ConnectionArchive } from "~/generated/ConnectionArchive";
import type { SetArchive } from "~/generated/SetArchive";
import styles from "./connections.module.css";

interface Props {
  archive: ConnectionArchive;
  busy: boolean;
  onSave: (wanted: Omit<SetArchive, "connection">) => void;
  onClose: () => void;
}

const WAYS: readonly { value: ArchiveSignIn; title: string }[] = [
  { value: "connection", title: "With this connection's sign-in" },
  { value: "basic", title: "With a user name and a password" },
  { value: "token", title: "With a token" },
  { value: "none", title: "Without" },
];

export function ArchiveForm({ archive, busy, onSave, onClose }: Props) {
  const [base, setBase] = useState(archive.base ?? "");
  const [signIn, setSignIn] = useState(archive.signIn);
  const [account, setAccount] = useState(archive.account ?? "");
  const [secret, setSecret] = useState("");
  const [tried, setTried] = useState(false);
  const kept = archive.hasSecret && archive.base === base.trim() && archive.signIn === signIn;
  const faults = {
    base: base.trim() === "" || /^https?:\/\/\S+$/.test(base.trim()) ? undefined : "It looks like https://pacs.example.org/dicom-web.",
    account: signIn === "basic" && account.trim() === "" ? "Give the user name." : undefined,
    secret: (signIn === "basic" || signIn === "token") && secret === "" && !kept && base.trim() !== "" ? "It is needed to sign in there." : undefined,
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(faults).every((fault) => fault === undefined)) onSave({ base: base.trim(), signIn, account: account.trim() || null, secret: secret || null });
  };
  const shown = (fault: string | undefined) => (tried ? fault : undefined);
  return (
    <form className={styles.card} onSubmit={submit}>
      <Field label="DICOMweb address" value={base} onChange={setBase} placeholder="https://pacs.example.org/dicom-web" hint="What stands before /studies. Empty takes the archive away." error={shown(faults.base)} autoComplete="off" />
      <Select label="Signing in" value={signIn} options={WAYS} onChange={setSignIn} />
      {signIn === "connection" && <p className={styles.counts}>The token of this connection is shown to that address, and to no other.</p>}
      {signIn === "basic" && <Field label="User name" value={account} onChange={setAccount} error={shown(faults.account)} autoComplete="off" />}
      {(signIn === "basic" || signIn === "token") && (
        <Field
          label={signIn === "basic" ? "Password" : "Token"}
          type="password"
          value={secret}
          onChange={setSecret}
          hint={kept ? "Empty keeps the one that is kept." : "It is kept in this computer's keyring, or encrypted in the store."}
          error={shown(faults.secret)}
          autoComplete="off"
        />
      )}
      <div className={styles.actions}>
        <Button look="main" type="submit" isDisabled={busy}>
          Save
        </Button>
        <Button onPress={onClose}>Cancel</Button>
      </div>
    </form>
  );
}
