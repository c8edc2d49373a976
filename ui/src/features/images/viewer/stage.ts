/** The canvas a frame is drawn on: painted anew where its grey changed, else only laid elsewhere. */
import { letGo, took } from "~/foundations/letGo";
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

/** Its size set only where it is another: each time the canvas takes new memory. */
function resized(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

export function mount(element: HTMLDivElement): Stage {
  const screen = document.createElement("canvas");
  element.append(screen);
  const onScreen = contextOf(screen);
  // The frame in its own pixels; it is laid on the screen as a whole.
  const sheet = document.createElement("canvas");
  const onSheet = contextOf(sheet);
  let painted: Painted | null = null;
  let data: ImageData | null = null;
  const repaint = (frame: Frame, shading: Shading, { inverted, overlays }: Look) => {
    const key = JSON.stringify([shading, inverted, overlays]);
    if (painted?.frame === frame && painted.key === key) return;
    const { columns, rows } = frame.head;
    // The next picture of a stack is as large as the last: nothing is thrown away from step to step.
    if (data?.width !== columns || data.height !== rows) data = onSheet.createImageData(columns, rows);
    resized(sheet, columns, rows);
    paint(frame, shading, inverted, data.data);
    if (overlays) paintOver(frame, data.data);
    onSheet.putImageData(data, 0, 0);
    took(data.data.byteLength);
    painted = { frame, key };
  };
  return {
    screen,
    draw(frame, look, shading) {
      repaint(frame, shading, look);
      const [width, height] = [element.clientWidth, element.clientHeight];
      const fine = globalThis.devicePixelRatio;
      resized(screen, Math.round(width * fine), Math.round(height * fine));
      const placing = placingFor(frame.head, look, { width, height });
      const { origin, along, down } = placing;
      onScreen.resetTransform();
      onScreen.clearRect(0, 0, screen.width, screen.height);
      onScreen.imageSmoothingQuality = "high";
      onScreen.setTransform(along.x * fine, along.y * fine, down.x * fine, down.y * fine, origin.x * fine, origin.y * fine);
      // A pixel's place is its middle.
      onScreen.drawImage(sheet, -0.5, -0.5);
      took(4 * screen.width * screen.height);
      return placing;
    },
    close() {
      // Pixels of a patient stay no longer than somebody looks at them.
      screen.width = 0;
      sheet.width = 0;
      if (data !== null) letGo(data.data.buffer);
      screen.remove();
    },
  };
}
