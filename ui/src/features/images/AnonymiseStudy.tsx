/** Writes a study, or a series of it, without its person: where to, what becomes of dates, and what had to stay behind. */
import { useState } from "react";
import type { ImageStudy } from "~/generated/ImageStudy";
import { Button } from "~/components/Button";
import { AnonymiseForm } from "./AnonymiseForm";
import { studyName, whenOf } from "./words";

export function AnonymiseStudy({ study }: { study: ImageStudy }) {
  const [asking, setAsking] = useState(false);
  const name = `${studyName(study)}, ${whenOf(study)}`;
  return (
    <>
      <Button look="quiet" needs="export-charts" aria-label={`Anonymise: ${name}`} onPress={() => setAsking(true)}>
        Anonymise…
      </Button>
      {asking && <AnonymiseForm study={study} name={name} onClose={() => setAsking(false)} />}
    </>
  );
}
