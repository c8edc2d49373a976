/** The canvas a frame is drawn on: painted anew where its grey changed, else only laid elsewhere. */
import type { Frame } from "./frame";
import { placingFor, type Placing } from "./geometry";
import type { Look } from "./look";
import { paint, paintOver } from "./paint";
import type { Shading } from "./window";

export interface Stage {
  /** Draws a frame by a look and a window or table, and says where its pixels are then. */
  draw(frame: Frame, look: Look, shading: Shading): Placing;
  /** What is drawn, for a picture of it. */
  screen: HTMLCanvasElement;
  close(): void;
}

interface Painted {
  frame: Frame;
  key: string;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  return context;
}

export function mount(element: HTMLDivElement): Stage {
  const screen = document.createElement("canvas");
  element.append(screen);
  const onScreen = contextOf(screen);
  // The frame in its own pixels; it is laid on the screen as a whole.
  const sheet = document.createElement("canvas");
  const onSheet = contextOf(sheet);
  let painted: Painted | null = null;
  const repaint = (frame: Frame, shading: Shading, { inverted, overlays }: Look) => {
    const key = JSON.stringify([shading, inverted, overlays]);
    if (painted?.frame === frame && painted.key === key) return;
    sheet.width = frame.head.columns;
    sheet.height = frame.head.rows;
    const data = onSheet.createImageData(sheet.width, sheet.height);
    paint(frame, shading, inverted, data.data);
    if (overlays) paintOver(frame, data.data);
    onSheet.putImageData(data, 0, 0);
    painted = { frame, key };
  };
  return {
    screen,
    draw(frame, look, shading) {
      repaint(frame, shading, look);
      const [width, height] = [element.clientWidth, element.clientHeight];
      const fine = globalThis.devicePixelRatio;
      screen.width = Math.round(width * fine);
      screen.height = Math.round(height * fine);
      const placing = placingFor(frame.head, look, { width, height });
      const { origin, along, down } = placing;
      onScreen.imageSmoothingQuality = "high";
      onScreen.setTransform(along.x * fine, along.y * fine, down.x * fine, down.y * fine, origin.x * fine, origin.y * fine);
      // A pixel's place is its middle.
      onScreen.drawImage(sheet, -0.5, -0.5);
      return placing;
    },
    close() {
      // Pixels of a patient stay no longer than somebody looks at them.
      screen.width = 0;
      sheet.width = 0;
      screen.remove();
    },
  };
}
