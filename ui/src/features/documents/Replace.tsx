import { useRef, useState } from "react";
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { useAct, useFar } from "~/platform/ask";
import { failureOf, type FailureError } from "~/platform/failure";
import { useRoute } from "~/foundations/route";

/** Another file in the place of a document: its new version, of which the same is said. What the file suggests of itself nobody has seen. */
export function Replace({ record }: { record: string }) {
  const far = useFar();
  const route = useRoute();
  const input = useRef<HTMLInputElement>(null);
  const keep = useAct("keep_document");
  const [failure, setFailure] = useState<FailureError | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const patient = route.page === "chart" ? route.patient : null;
  if (patient === null) return null;
  const take = async (file: File) => {
    setRefused(null);
    setFailure(null);
    try {
      const { about } = await far.call("document_here", { record });
      const held = await far.hold(patient, file);
      if (held.held === null) setRefused(held.text.refused?.message ?? "It was not taken in.");
      else keep.mutate({ held: held.held, patient, about, replaces: record, draft: false });
    } catch (thrown) {
      setFailure(failureOf(thrown));
    }
  };
  const failed = failure ?? keep.error;
  return (
    <div>
      <Button needs="import-records" isDisabled={keep.isPending} onPress={() => input.current?.click()}>
        Replace with a file…
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="The new version"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = "";
          if (file !== undefined) void take(file);
        }}
      />
      {refused !== null && (
        <Notice tone="danger" title="It was not taken in">
          {refused}
        </Notice>
      )}
      {keep.data?.already === true && <Notice tone="stale" title="Nothing was replaced">This very file is the version in force.</Notice>}
      {failed && <FailureNotice failure={failed.failure} />}
    </div>
  );
}
