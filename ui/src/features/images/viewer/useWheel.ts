/** The wheel goes through the stack, and with Ctrl it makes the picture larger. */
import { useEffect, useRef } from "react";
import { zoomed } from "./look";
import type { Viewing } from "./useViewer";

/** A touchpad sends many small turns; so much of them is one picture. */
const TURN = 40;

export function useWheel(film: HTMLElement | null, { step, setLook }: Viewing): void {
  const now = useRef({ step, setLook });
  useEffect(() => {
    now.current = { step, setLook };
  });
  useEffect(() => {
    if (film === null) return;
    let turned = 0;
    const onWheel = (event: WheelEvent) => {
      // Or the window itself would be made larger.
      event.preventDefault();
      if (event.ctrlKey) {
        now.current.setLook((look) => zoomed(look, Math.exp(-event.deltaY / 400)));
        return;
      }
      const delta = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * TURN;
      turned = Math.sign(delta) === Math.sign(turned) ? turned + delta : delta;
      const steps = Math.trunc(turned / TURN);
      turned -= steps * TURN;
      if (steps !== 0) now.current.step(steps);
    };
    film.addEventListener("wheel", onWheel, { passive: false });
    return () => film.removeEventListener("wheel", onWheel);
  }, [film]);
}
