import type { Reach } from "~/generated/Reach";
import type { SignInState } from "~/generated/SignInState";
import { Chip } from "~/components/Chip";
import { useNow } from "~/foundations/clock";
import { moment } from "~/foundations/time";

export function SignInChip({ state }: { state: SignInState }) {
  const now = useNow();
  switch (state.kind) {
    case "not-needed":
      return <Chip>No sign-in needed</Chip>;
    case "signed-out":
      return <Chip tone="stale">Signed out</Chip>;
    case "waiting":
      return <Chip tone="stale">Waiting for your browser</Chip>;
    case "lost":
      return <Chip tone="stale">Sign-in lost</Chip>;
    case "signed-in":
      if (state.renews) return <Chip tone="good">Signed in, renews itself</Chip>;
      return <Chip tone="good">Signed in{state.until !== null && ` until ${moment(state.until, now)}`}</Chip>;
  }
}

export function ReachChip({ reach }: { reach: Reach }) {
  const now = useNow();
  switch (reach.kind) {
    case "unknown":
      return <Chip>Not tried yet</Chip>;
    case "online":
      return <Chip tone="good">Answers, {moment(reach.at, now)}</Chip>;
    case "offline":
      return <Chip tone="grey">Offline since {moment(reach.since, now)}</Chip>;
  }
}
