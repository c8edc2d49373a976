/** Makes a photo, a scan or a PDF a study of the patient: which file, what it is, when it was made. */
import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { PathField } from "~/components/PathField";
import { Select } from "~/components/Select";
import { Sheet } from "~/features/documents/Sheet";
import { many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import styles from "./images.module.css";

const KINDS = [
  { value: "photo", title: "A photograph" },
  { value: "scan", title: "Paper or film from a scanner" },
] as const;

export function WrapForm({ patient, name, onClose }: { patient: string; name: string; onClose: () => void }) {
  const [path, setPath] = useState("");
  const [title, setTitle] = useState("");
  const [made, setMade] = useState("");
  const [kind, setKind] = useState<(typeof KINDS)[number]["value"]>("photo");
  const wrap = useAct("wrap_images");
  const whole = path.trim() !== "" && title.trim() !== "";
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (whole) wrap.mutate({ patient, path: path.trim(), record: null, title: title.trim(), made: made === "" ? null : made, scan: kind === "scan" });
  };
  return (
    <Sheet title={`Add a photo or PDF to the images of ${name}`} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <PathField
          label="File"
          of={["file"]}
          value={path}
          onChange={setPath}
          placeholder="Full path of a JPEG, PNG, TIFF or PDF"
          hint="It becomes a DICOM study of its own, with this patient's name, number and birth date, which can be sent to the image archive. Of a picture the pixels are kept, not what the camera wrote beside them."
        />
        <Field label="What it is" value={title} onChange={setTitle} placeholder="Wound, left heel" autoComplete="off" />
        <Select label="Kind of picture" value={kind} onChange={setKind} options={KINDS} hint="Of a PDF it says nothing." />
        <Field label="Day it was taken or written" type="date" value={made} onChange={setMade} hint="Leave it empty where it is not known: the study is then listed under today." />
        {wrap.error && <FailureNotice failure={wrap.error.failure} />}
        {wrap.data && (
          <Notice tone="good" title={`${many(wrap.data.files, "DICOM file")} made`}>
            The study stands in the list; Send… puts it into the outbox for the archive.
          </Notice>
        )}
        <div className={styles.actions}>
          <Button onPress={onClose}>{wrap.data ? "Close" : "Cancel"}</Button>
          <Button look="main" type="submit" isDisabled={!whole || wrap.isPending || wrap.isSuccess}>
            {wrap.isPending ? "Making…" : "Make a study of it"}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
