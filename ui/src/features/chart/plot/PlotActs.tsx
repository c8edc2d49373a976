/** What can be taken from a plot: its values and its picture, to the clipboard or to a file. */
import { useState } from "react";
import { Button } from "~/components/Button";
import { base64 } from "./picture";
import { PlotOut } from "./PlotOut";

interface Props {
  patient: string;
  values: () => string;
  /** Null where nothing is drawn. */
  drawn: () => Promise<Blob | null>;
  onSaid: (said: string) => void;
}

export function PlotActs({ patient, values, drawn, onSaid }: Props) {
  const [out, setOut] = useState(false);
  const copied = (done: Promise<unknown>, what: string) => {
    done.then(
      () => onSaid(`${what} copied, with its source`),
      () => onSaid("The clipboard refused"),
    );
  };
  const copyPicture = async () => {
    const blob = await drawn();
    if (blob === null) throw new Error("no picture");
    await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
  };
  return (
    <>
      <Button onPress={() => copied(navigator.clipboard.writeText(values()), "Values")}>Copy as CSV</Button>
      <Button onPress={() => copied(copyPicture(), "Picture")}>Copy as picture</Button>
      <Button needs="export-charts" onPress={() => setOut(true)}>Write to a file…</Button>
      {out && <PlotOut patient={patient} content={async (form) => (form === "values" ? values() : await base64(await drawn()))} onClose={() => setOut(false)} />}
    </>
  );
}
