/** Asks where a plot goes, as its picture or its values. */
import { useState } from "react";
import type { PlotForm } from "~/generated/PlotForm";
import { Notice } from "~/components/Notice";
import { Select } from "~/components/Select";
import { ToFile } from "~/components/ToFile";
import { useAct } from "~/platform/ask";

interface Props {
  patient: string;
  /** What the file will hold; null where nothing is drawn. */
  content: (form: PlotForm) => Promise<string | null>;
  onClose: () => void;
}

export function PlotOut({ patient, content, onClose }: Props) {
  const [form, setForm] = useState<PlotForm>("picture");
  const [nothing, setNothing] = useState(false);
  const write = useAct("write_plot");
  const onWrite = async (path: string) => {
    const made = await content(form).catch(() => null);
    setNothing(made === null);
    if (made !== null) write.mutate({ patient, form, content: made, path });
  };
  return (
    <ToFile
      title="Write the plot to a file"
      act="Write plot"
      kind={form === "picture" ? "PNG file" : "CSV file"}
      name={form === "picture" ? "plot.png" : "plot.csv"}
      hint="Leave the patient's name out of the file's name. The file is not encrypted; that it was written is in the audit log."
      busy={write.isPending}
      failure={write.error?.failure}
      written={write.data && { title: "Plot written", path: write.data.path }}
      onWrite={(path) => void onWrite(path)}
      onClose={onClose}
    >
      <Select
        label="As"
        value={form}
        options={[
          { value: "picture", title: "Picture (PNG)" },
          { value: "values", title: "Values (CSV)" },
        ]}
        onChange={(key) => setForm(key === "values" ? "values" : "picture")}
      />
      {nothing && (
        <Notice tone="stale" title="No plot is drawn">
          Nothing was written. Close this and choose a test with numbers.
        </Notice>
      )}
    </ToFile>
  );
}
