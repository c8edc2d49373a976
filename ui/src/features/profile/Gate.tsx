import { useQueryClient } from "@tanstack/react-query";
import { Fragment, useEffect, useState, type ReactNode } from "react";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { PersonDoor } from "~/features/people/PersonDoor";
import { useAsk } from "~/platform/ask";
import { Damaged } from "./Damaged";
import { Door } from "./Door";
import { FirstRun } from "./FirstRun";
import { Screened } from "~/features/lock/Screened";
import { Unlock } from "./Unlock";

/** Shows what is behind it only while the profile is open. */
export function Gate({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const profile = useAsk("profile_state", undefined);
  const [usedUp, setUsedUp] = useState<string | null>(null);
  const kind = profile.data?.kind;
  if (kind === "open" && usedUp !== null) setUsedUp(null);
  useEffect(() => {
    // What was read belongs to an open profile; nothing of it may outlive its closing.
    if (kind !== undefined && kind !== "open") client.removeQueries({ predicate: (query) => query.queryKey[0] !== "profile_state" });
  }, [client, kind]);
  const retry = () => void profile.refetch();
  if (profile.isError)
    return (
      <Door title="Wardbook did not start">
        <FailureNotice failure={profile.error.failure} actions={<Button onPress={retry}>Try again</Button>} />
      </Door>
    );
  switch (profile.data?.kind) {
    case undefined:
      return null;
    case "new":
      return <FirstRun keyringAvailable={profile.data.keyringAvailable} keyringReason={profile.data.keyringReason} />;
    case "locked":
      return <Unlock protection={profile.data.protection} why={usedUp} />;
    case "screened":
      return <Screened pin={profile.data.pin} onUsedUp={setUsedUp} />;
    case "damaged":
      return <Damaged code={profile.data.code} message={profile.data.message} onRetry={retry} />;
    case "open":
      // Another person, another window: nothing of what the one before looked at stays on screen.
      return profile.data.role === "nobody" ? <PersonDoor /> : <Fragment key={profile.data.person}>{children}</Fragment>;
  }
}
