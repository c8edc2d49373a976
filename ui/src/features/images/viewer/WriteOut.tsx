/** Asks where the measurements go as a DICOM structured report. */
import { ToFile } from "~/components/ToFile";
import { useAct } from "~/platform/ask";

export function WriteOut({ study, onClose }: { study: string; onClose: () => void }) {
  const write = useAct("write_measurements");
  return (
    <ToFile
      title="Write the measurements to a file"
      act="Write report"
      name="measurements.dcm"
      hint="A DICOM structured report (TID 1500) that other programs read. The file is not encrypted and names the patient inside. That it was written is in the audit log."
      busy={write.isPending}
      failure={write.error?.failure}
      written={write.data && { title: "Measurements written", path: write.data.path }}
      onWrite={(path) => write.mutate({ study, path })}
      onClose={onClose}
    />
  );
}
