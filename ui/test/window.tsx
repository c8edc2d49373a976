import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { vi } from "vitest";
import { App } from "~/app/App";
import { fake, type Answers } from "./fake/far";

/** Opens the window at a place, over a far side that answers as the story says. */
export function openWindow(hash: string, change: Partial<Answers> = {}) {
  window.location.hash = hash;
  const far = fake(change);
  const user = userEvent.setup({ delay: null, advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  return { far, user, ...render(<App far={far} />) };
}
