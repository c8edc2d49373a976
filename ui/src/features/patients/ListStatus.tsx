import { Chip } from "~/components/Chip";
import { useNow } from "~/foundations/clock";
import { moment } from "~/foundations/time";
import { useAsk } from "~/platform/ask";

/** Each connection in a chip, as far as the list's reader cares: does it answer, is somebody signed in. */
export function ListStatus() {
  const now = useNow();
  const connections = useAsk("list_connections", undefined).data ?? [];
  return connections.map(({ id, name, reach, signIn }) => {
    if (reach.kind === "offline")
      return (
        <Chip key={id} tone="grey">
          {name} · offline since {moment(reach.since, now)}
        </Chip>
      );
    if (signIn.kind === "lost")
      return (
        <Chip key={id} tone="stale">
          {name} · sign-in lost
        </Chip>
      );
    if (signIn.kind === "signed-in" && signIn.until !== null && !signIn.renews)
      return (
        <Chip key={id}>
          {name} · signed in until {moment(signIn.until, now)}
        </Chip>
      );
    return <Chip key={id}>{name}</Chip>;
  });
}
