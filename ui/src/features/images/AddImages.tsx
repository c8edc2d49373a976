/** Brings images of this computer into the chart: where they are, what came of it, and whose they are where that is in doubt. */
import { useState, type SubmitEvent } from "react";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { PathField } from "~/components/PathField";
import { Sheet } from "~/features/documents/Sheet";
import { useAct } from "~/platform/ask";
import { Brought } from "./Brought";
import { OtherPeople } from "./OtherPeople";
import styles from "./images.module.css";

export function AddImages({ patient, name, onClose }: { patient: string; name: string; onClose: () => void }) {
  const [path, setPath] = useState("");
  const bring = useAct("bring_images");
  const brought = bring.data;
  const others = brought?.other ?? [];
  // What was said of one path does not hold for another that is typed over it.
  const asked = bring.variables?.path;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim() !== "") bring.mutate({ patient, path: path.trim(), evenIf: false });
  };
  return (
    <Sheet title={`Add images to the chart of ${name}`} onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <PathField
          label="Images"
          of={["file", "folder"]}
          value={path}
          onChange={setPath}
          placeholder="Full path of a DICOM file, a folder, a disc or a ZIP"
          hint="The files are copied, encrypted, into this workstation's store; where they are now nothing changes."
        />
        {bring.error && <FailureNotice failure={bring.error.failure} />}
        {brought && <Brought brought={brought} />}
        {others.length > 0 && asked !== undefined && (
          <OtherPeople name={name} people={others} busy={bring.isPending} onSame={() => bring.mutate({ patient, path: asked, evenIf: true })} onOther={onClose} />
        )}
        <div className={styles.actions}>
          <Button onPress={onClose}>{brought ? "Close" : "Cancel"}</Button>
          <Button look="main" type="submit" isDisabled={path.trim() === "" || bring.isPending}>
            {bring.isPending ? "Adding…" : "Add images"}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
