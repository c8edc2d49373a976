/** Takes a study off this workstation, once somebody confirmed it. */
import { useState } from "react";
import type { ImageStudy } from "~/generated/ImageStudy";
import { Button } from "~/components/Button";
import { Confirm } from "~/components/Confirm";
import { FailureNotice } from "~/components/Notice";
import { bytes, many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import { imagesOf, studyName, whenOf } from "./words";

export function RemoveStudy({ study }: { study: ImageStudy }) {
  const [asking, setAsking] = useState(false);
  const remove = useAct("remove_images");
  const name = `${studyName(study)}, ${whenOf(study)}`;
  return (
    <>
      <Button look="quiet" needs="import-records" aria-label={`Remove from this workstation: ${name}`} onPress={() => setAsking(true)}>
        Remove…
      </Button>
      <Confirm
        title="Remove these images from this workstation?"
        act="Remove from this workstation"
        open={asking}
        busy={remove.isPending}
        onClose={() => setAsking(false)}
        onAct={() => remove.mutate({ study: study.id }, { onSuccess: () => setAsking(false) })}
      >
        {name}: {many(imagesOf(study), "image")}, {bytes(study.bytes)}. They are deleted here and can be added again only from where they came. Where they came from nothing changes; what was measured on them is there again once they are.
        {remove.error && <FailureNotice failure={remove.error.failure} />}
      </Confirm>
    </>
  );
}
