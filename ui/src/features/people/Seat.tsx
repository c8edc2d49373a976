import { Fragment, useLayoutEffect, type ReactNode } from "react";
import { go } from "~/foundations/route";

/** Who sits at the window, or sat there last, and the page that they left open. */
export class Place {
  #sitting: string | null = null;
  #left: string | null = null;

  /** The seat is empty: no page is opened in the name of whoever comes next, nor asked for. */
  leave(): void {
    this.#left ??= window.location.hash;
    go({ page: "patients" });
  }

  take(person: string): void {
    if (this.#left !== null && this.#sitting === person) window.location.hash = this.#left;
    this.#left = null;
    this.#sitting = person;
  }
}

/** What one person sees. Another person, another window: nothing of what the one before looked at stays. */
export function Seat({ place, person, children }: { place: Place; person: string; children: ReactNode }) {
  useLayoutEffect(() => place.take(person), [place, person]);
  return <Fragment key={person}>{children}</Fragment>;
}
