import { useState } from "react";
import { Button } from "~/components/Button";
import { useTexts } from "~/foundations/texts/texts";
import { useAsk } from "~/platform/ask";
import { useMay } from "~/platform/may";
import { FindBehindGlass } from "./FindBehindGlass";
import { GlassDialog } from "./GlassDialog";

/** The way to a patient whom one may not see in lists. Nothing where one person sees all, or it was switched off. */
export function NotOnTheList() {
  const t = useTexts();
  const [asking, setAsking] = useState(false);
  const may = useMay()("break-glass");
  const profile = useAsk("profile_state", undefined).data;
  const several = profile?.kind === "open" && profile.people;
  const state = useAsk("glass_state", undefined, { enabled: may && several }).data;
  if (!may || !several || state === undefined || state.hours === 0) return null;
  return (
    <>
      <Button look="quiet" onPress={() => setAsking(true)}>
        {t.notOnTheList}
      </Button>
      {asking && (
        <GlassDialog title="A patient who is not on your list" onClose={() => setAsking(false)}>
          <FindBehindGlass onClose={() => setAsking(false)} />
        </GlassDialog>
      )}
    </>
  );
}
