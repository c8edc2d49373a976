import { useState } from "react";
import { Button } from "~/components/Button";
import { Confirm } from "~/components/Confirm";
import { FailureNotice } from "~/components/Notice";
import { go } from "~/foundations/route";
import { useAct } from "~/platform/ask";

/** Takes a patient from this workstation; the EHR keeps everything that came from it. */
export function RemovePatient({ patient, name }: { patient: string; name: string }) {
  const remove = useAct("remove_patient");
  const [asked, setAsked] = useState(false);
  const failure = remove.error?.failure;
  const act = () => remove.mutate({ patient, anyway: failure?.code === "unsent-work" }, { onSuccess: () => go({ page: "patients" }) });
  const close = () => {
    setAsked(false);
    remove.reset();
  };
  return (
    <>
      <Button look="quiet" needs="remove-patients" onPress={() => setAsked(true)}>
        Remove from this workstation
      </Button>
      <Confirm open={asked} title={`Remove ${name}?`} act={failure?.code === "unsent-work" ? "Remove all the same" : "Remove"} busy={remove.isPending} onAct={act} onClose={close}>
        <p>The chart, documents, images and notes to self about this patient go from this workstation. The EHR keeps what came from it; a sync that names this patient fetches it again.</p>
        {failure && <FailureNotice failure={failure} />}
      </Confirm>
    </>
  );
}
