import { useEffect, useRef, useState, type DragEvent, type ReactNode } from "react";
import { Button } from "~/components/Button";
import { many } from "~/foundations/words";
import { DocumentDialog } from "./DocumentDialog";
import { FolderButton, FromFolder } from "./FromFolder";
import { OpenShared } from "./OpenShared";
import { WriteFromTemplate } from "./WriteFromTemplate";
import { nameOf, type Source } from "./source";
import styles from "./documents.module.css";

const KINDS = ".pdf,.docx,.rtf,.html,.htm,.xml,.txt,.jpg,.jpeg,.png,.tif,.tiff";

/** A section that takes documents: dropped on it, pasted into it, or chosen. One after the other is described. */
export function Bring({ patient, name, children }: { patient: string; name: string; children: ReactNode }) {
  const [waiting, setWaiting] = useState<readonly Source[]>([]);
  const [over, setOver] = useState(false);
  const [sheet, setSheet] = useState<"write" | "shared" | "folder" | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const bring = (files: Iterable<Source>) => setWaiting((all) => [...all, ...files]);
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      const files = event.clipboardData?.files;
      if (typing || files === undefined || files.length === 0) return;
      event.preventDefault();
      bring(files);
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, []);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    bring(event.dataTransfer.files);
  };
  const [first] = waiting;
  return (
    // What is dropped can be chosen or pasted as well.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={styles.bring}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={styles.bar}>
        <Button needs="import-records" onPress={() => input.current?.click()}>Add document…</Button>
        <FolderButton onPress={() => setSheet("folder")} />
        <Button needs="write-records" onPress={() => setSheet("write")}>Write…</Button>
        <Button needs="import-records" onPress={() => setSheet("shared")}>Open shared file…</Button>
        <span className={styles.second}>or drop or paste a file here: PDF, Word, RTF, HTML, C-CDA, text, image</span>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          accept={KINDS}
          aria-label="Documents to add"
          onChange={(event) => {
            bring(event.target.files ?? []);
            event.target.value = "";
          }}
        />
      </div>
      {children}
      {over && <div className={styles.over}>Drop to add to the chart of {name}</div>}
      {sheet === "write" && <WriteFromTemplate patient={patient} name={name} onClose={() => setSheet(null)} />}
      {sheet === "folder" && (
        <FromFolder
          onClose={() => setSheet(null)}
          onTake={(file) => {
            setSheet(null);
            bring([{ waiting: file }]);
          }}
        />
      )}
      {sheet === "shared" && <OpenShared patient={patient} name={name} onClose={() => setSheet(null)} />}
      {first !== undefined && (
        <DocumentDialog
          key={`${waiting.length} ${nameOf(first)}`}
          patient={patient}
          name={name}
          source={first}
          more={waiting.length > 1 ? `${many(waiting.length - 1, "more document")} after this one` : null}
          onDone={() => setWaiting((all) => all.slice(1))}
        />
      )}
    </div>
  );
}
