import { useState } from "react";
import { Button } from "~/components/Button";
import { useTexts } from "~/foundations/texts/texts";
import { useAsk } from "~/platform/ask";
import { GlassDialog } from "./GlassDialog";
import { ReasonForm } from "./ReasonForm";

/** The way to a chart, or what is held back of it, that one may not see: with a reason. Nothing where it was switched off. */
export function OpenWithReason({ patient }: { patient: string }) {
  const t = useTexts();
  const [asking, setAsking] = useState(false);
  const state = useAsk("glass_state", undefined).data;
  if (state === undefined || state.hours === 0) return null;
  const close = () => setAsking(false);
  return (
    <>
      <Button needs="break-glass" onPress={() => setAsking(true)}>
        {t.openWithReason}
      </Button>
      {asking && (
        <GlassDialog title="Open with a reason" onClose={close}>
          <ReasonForm patient={patient} onOpened={close} onClose={close} />
        </GlassDialog>
      )}
    </>
  );
}
