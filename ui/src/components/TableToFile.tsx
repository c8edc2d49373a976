import type { Failure } from "~/generated/Failure";
import type { WrittenCsv } from "~/generated/WrittenCsv";
import { many } from "~/foundations/words";
import { ToFile } from "./ToFile";

interface Props {
  title: string;
  busy: boolean;
  failure: Failure | undefined;
  written: WrittenCsv | undefined;
  onWrite: (path: string) => void;
  onClose: () => void;
}

/** Asks where a table goes, as CSV. */
export function TableToFile({ written, ...rest }: Props) {
  return (
    <ToFile
      {...rest}
      act="Write CSV"
      name="wardbook-table.csv"
      hint="The file is not encrypted, and names patients where the table does. That it was written is in the audit log."
      written={written && { title: `${many(written.rows, "row")} written`, path: written.path }}
    />
  );
}
