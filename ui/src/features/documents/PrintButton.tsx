import { useEffect, useState } from "react";
import type { Failure } from "~/generated/Failure";
import { Button } from "~/components/Button";
import { failureOf } from "~/platform/failure";
import { clearPaper, toPaper } from "./paper";

interface Props {
  /** Has it written into the audit log that this is printed. */
  noted: () => Promise<unknown>;
  /** Its pages as pictures; nothing while it is not open. */
  print: (() => AsyncIterable<Blob>) | null;
}

/** Prints what the viewer shows; the audit log is told first. */
export function PrintButton({ noted, print }: Props) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => clearPaper, []);
  const run = async (pages: () => AsyncIterable<Blob>) => {
    setBusy(true);
    setFailure(null);
    try {
      await noted();
      await toPaper(pages());
    } catch (thrown) {
      clearPaper();
      setFailure(failureOf(thrown).failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {failure !== null && <span role="alert">Not printed. {failure.message}</span>}
      {/* While it prepares, the button stays where the keyboard is. */}
      <Button isDisabled={print === null} isPending={busy} onPress={() => print !== null && void run(print)}>
        {busy ? "Preparing…" : "Print"}
      </Button>
    </>
  );
}
