/** Asks where a picture of what is shown goes. */
import { useState } from "react";
import { Check } from "~/components/Check";
import { ToFile } from "~/components/ToFile";
import { usePicture } from "~/platform/ask";
import { snapshotOf } from "./snapshot";
import type { Pane } from "./usePane";

export function PictureOut({ pane, onClose }: { pane: Pane; onClose: () => void }) {
  const [withMarks, setWithMarks] = useState(true);
  const write = usePicture();
  return (
    <ToFile
      title="Write what is shown as a picture"
      act="Write picture"
      kind="PNG file"
      name="picture.png"
      hint="Leave the patient's name out of the file's name. The file is not encrypted; that it was written is in the audit log."
      busy={write.isPending}
      failure={write.error?.failure}
      written={write.data && { title: "Picture written", path: write.data.path }}
      onWrite={(path) => write.mutate({ study: pane.study.id, path, picture: () => snapshotOf(pane, withMarks) })}
      onClose={onClose}
    >
      <Check on={withMarks} onChange={setWithMarks}>
        With measurements, letters and scale
      </Check>
    </ToFile>
  );
}
