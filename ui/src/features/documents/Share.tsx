import { useState } from "react";
import type { NoteRow } from "~/generated/NoteRow";
import type { SharedWith } from "~/generated/SharedWith";
import { Button } from "~/components/Button";
import { Check } from "~/components/Check";
import { Choices } from "~/components/Choices";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { PathField } from "~/components/PathField";
import { noteName } from "~/features/chart/notes/name";
import { many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import { Sheet } from "./Sheet";
import styles from "./documents.module.css";

const WITH = [
  { value: "passphrase", title: "Encrypted, by a passphrase", text: "At least 12 characters. Tell it another way than the file." },
  { value: "recipient", title: "Encrypted, for a recipient's key", text: "Only who has the private key can open it." },
  { value: "anybody", title: "Not encrypted", text: "A plain FHIR document. Anybody who has the file can read it." },
] as const;

interface Props {
  record: string;
  name: string;
  others: readonly NoteRow[];
  onClose: () => void;
}

/** Documents for another clinician, as one file. */
export function Share({ record, name, others, onClose }: Props) {
  const [kind, setKind] = useState<SharedWith["kind"]>("passphrase");
  const [secret, setSecret] = useState("");
  const [again, setAgain] = useState("");
  const [path, setPath] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([record]);
  const share = useAct("share_documents");
  const rest = others.filter((one) => one.record !== record && one.standing !== "entered-in-error").slice(0, 200);
  const ready = path.trim() !== "" && (kind === "anybody" || secret.trim() !== "") && (kind !== "passphrase" || secret === again);
  const submit = () => {
    const access: SharedWith = kind === "passphrase" ? { kind, passphrase: secret } : kind === "recipient" ? { kind, key: secret.trim() } : { kind };
    share.mutate({ records: [...chosen], with: access, path: path.trim() });
  };
  return (
    <Sheet title={`Share ${name}`} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) submit();
        }}
      >
        {rest.length > 0 && (
          <details>
            <summary>Other documents of this patient ({chosen.length - 1} chosen)</summary>
            <div className={styles.choices}>
              {rest.map((one) => (
                <Check key={one.record} on={chosen.includes(one.record)} onChange={(on) => setChosen(on ? [...chosen, one.record] : chosen.filter((other) => other !== one.record))}>
                  {noteName(one)}
                </Check>
              ))}
            </div>
          </details>
        )}
        <Choices label="Who can open it" value={kind} choices={WITH} onChange={setKind} />
        {kind === "passphrase" && (
          <div className={styles.pair}>
            <Field label="Passphrase" type="password" value={secret} onChange={setSecret} autoComplete="off" />
            <Field label="The same again" type="password" value={again} onChange={setAgain} autoComplete="off" error={again !== "" && again !== secret ? "The two are not the same." : undefined} />
          </div>
        )}
        {kind === "recipient" && <Field label="Recipient's key" value={secret} onChange={setSecret} placeholder="age1…" />}
        <PathField label="Write to" of={["new-file"]} name={kind === "anybody" ? "documents.json" : "documents.age"} value={path} onChange={setPath} placeholder="Full path of a file that is not there yet" hint="That it was shared, and how, is in the audit log." />
        {share.isError && <FailureNotice failure={share.error.failure} />}
        {share.data && (
          <Notice tone="good" title={`${many(share.data.documents, "document")} written${share.data.encrypted ? ", encrypted" : ", not encrypted"}`}>
            {share.data.path}
            {share.data.leftOut.map((sentence) => (
              <p key={sentence}>Left out: {sentence}</p>
            ))}
          </Notice>
        )}
        <div className={styles.actions}>
          <Button onPress={onClose}>{share.data ? "Close" : "Cancel"}</Button>
          <Button look="main" type="submit" isDisabled={!ready || share.isPending || share.data !== undefined}>
            {share.isPending ? "Writing…" : "Write file"}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
