/** Asks where a plot goes, as its picture or its values, and says that it leaves the encrypted store. */
import { useState, type SubmitEvent } from "react";
import type { PlotForm } from "~/generated/PlotForm";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice, Notice } from "~/components/Notice";
import { Select } from "~/components/Select";
import { Sheet } from "~/features/documents/Sheet";
import { useAct } from "~/platform/ask";
import styles from "./plot.module.css";

interface Props {
  patient: string;
  /** What the file will hold; null where nothing is drawn. */
  content: (form: PlotForm) => Promise<string | null>;
  onClose: () => void;
}

export function PlotOut({ patient, content, onClose }: Props) {
  const [form, setForm] = useState<PlotForm>("picture");
  const [path, setPath] = useState("");
  const [nothing, setNothing] = useState(false);
  const write = useAct("write_plot");
  const submit = async () => {
    const made = await content(form).catch(() => null);
    setNothing(made === null);
    if (made !== null) write.mutate({ patient, form, content: made, path: path.trim() });
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (path.trim() !== "") void submit();
  };
  return (
    <Sheet title="Write the plot to a file" onClose={onClose}>
      <form className={styles.out} onSubmit={onSubmit}>
        <Select
          label="As"
          value={form}
          options={[
            { value: "picture", title: "Picture (PNG)" },
            { value: "values", title: "Values (CSV)" },
          ]}
          onChange={(key) => setForm(key === "values" ? "values" : "picture")}
        />
        <Field
          label="Write to"
          value={path}
          onChange={setPath}
          placeholder={`Full path of a ${form === "picture" ? "PNG" : "CSV"} file that is not there yet`}
          hint="Leave the patient's name out of the file's name. The file is not encrypted; that it was written is in the audit log."
          autoComplete="off"
        />
        {nothing && (
          <Notice tone="stale" title="No plot is drawn">
            Nothing was written. Close this and choose a test with numbers.
          </Notice>
        )}
        {write.error && <FailureNotice failure={write.error.failure} />}
        {write.data && (
          <Notice tone="good" title="Plot written">
            {write.data.path}
          </Notice>
        )}
        <div className={styles.acts}>
          <Button onPress={onClose}>{write.data ? "Close" : "Cancel"}</Button>
          <Button look="main" type="submit" isDisabled={path.trim() === "" || write.isPending}>
            {write.isPending ? "Writing…" : "Write plot"}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
