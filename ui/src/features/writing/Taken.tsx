import { Notice } from "~/components/Notice";
import type { Writable } from "~/generated/Writable";

/** What becomes of the record, said before the form is filled in. */
export function Taken({ writable, updating }: { writable: Writable; updating: boolean }) {
  const message = updating ? writable.updateMessage : writable.message;
  if (message !== null) {
    return (
      <Notice tone="stale" title="This stays on this workstation">
        {message}
      </Notice>
    );
  }
  return <p>It goes to {writable.connectionName} by itself, and shows as waiting until it was read back from there.</p>;
}
