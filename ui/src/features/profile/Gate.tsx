import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { PersonDoor } from "~/features/people/PersonDoor";
import { Place, Seat } from "~/features/people/Seat";
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
  const [place] = useState(() => new Place());
  const [usedUp, setUsedUp] = useState<string | null>(null);
  const kind = profile.data?.kind;
  if (kind === "open" && usedUp !== null) setUsedUp(null);
  // Nobody is there to read anything.
  const empty = profile.data?.kind === "open" ? profile.data.role === "nobody" : kind !== undefined;
  useEffect(() => {
    // What was read belongs to who read it. It goes while nothing of it is shown: a question that somebody waits for would never be answered.
    if (empty) client.removeQueries({ predicate: (query) => query.queryKey[0] !== "profile_state" });
  }, [client, empty]);
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
      return empty ? <PersonDoor place={place} /> : <Seat place={place} person={profile.data.person}>{children}</Seat>;
  }
}
