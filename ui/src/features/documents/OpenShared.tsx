import { useState } from "react";
import { Button } from "~/components/Button";
import { Check } from "~/components/Check";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { PathField } from "~/components/PathField";
import { joined, many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import { Sheet } from "./Sheet";
import styles from "./documents.module.css";

/** A file that another clinician shared: looked into first, then taken into this chart. */
export function OpenShared({ patient, name, onClose }: { patient: string; name: string; onClose: () => void }) {
  const [path, setPath] = useState("");
  const [secret, setSecret] = useState("");
  const [samePerson, setSamePerson] = useState(false);
  const read = useAct("read_shared");
  const open = useAct("open_shared");
  const isKey = secret.trim().startsWith("AGE-SECRET-KEY-");
  const file = { path: path.trim(), passphrase: secret === "" || isKey ? null : secret, key: isKey ? secret.trim() : null };
  const content = read.data;
  const failure = open.error ?? read.error;
  return (
    <Sheet title={`Open a shared file into the chart of ${name}`} onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (content === undefined) read.mutate(file);
          else open.mutate({ file, patient, documents: [], samePerson });
        }}
      >
        <PathField label="File" of={["file"]} value={path} onChange={setPath} placeholder="Full path of the file" isReadOnly={content !== undefined} />
        <Field label="Passphrase or private key" type="password" value={secret} onChange={setSecret} hint="Leave it empty where the file is not encrypted." autoComplete="off" isReadOnly={content !== undefined} />
        {content !== undefined && (
          <section aria-label="What is in it">
            <p>
              <strong>{content.name ?? "Name not said"}</strong>, born {content.birthDate ?? "not said"}, MRN {content.mrn ?? "not said"}
            </p>
            <p className={styles.second}>{joined(`Shared by ${content.from ?? "somebody not named"}`, content.at, content.encrypted ? "encrypted" : "not encrypted")}</p>
            <ul>
              {content.documents.map((one) => (
                <li key={one.number}>{joined(one.title ?? "No title", one.date, one.author, one.size === null && "its content is not in the file", one.inError && "entered in error, not taken")}</li>
              ))}
            </ul>
            <Check on={samePerson} onChange={setSamePerson}>
              I looked: it is the same person, also where name or birth date differ
            </Check>
          </section>
        )}
        {failure && <FailureNotice failure={failure.failure} />}
        {open.data && (
          <Notice tone="good" title={`${many(open.data.added.filter((one) => one.record !== null).length, "document")} taken in`}>
            {[...open.data.added.flatMap((one) => one.text.refused?.message ?? []), ...open.data.leftOut].map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </Notice>
        )}
        <div className={styles.actions}>
          <Button onPress={onClose}>{open.data ? "Close" : "Cancel"}</Button>
          <Button look="main" type="submit" isDisabled={path.trim() === "" || read.isPending || open.isPending || open.data !== undefined}>
            {content === undefined ? "Look into it" : "Take into this chart"}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
