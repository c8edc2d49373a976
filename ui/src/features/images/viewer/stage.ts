/**
 * The only place that knows the drawing library: puts a frame on the screen as it is to be looked at, and tells where
 * its pixels are. The library is told nothing of the patient and of directions in the patient: those are reckoned here.
 */
import { cache, Enums, getShouldUseCPURendering, imageLoader, init, metaData, RenderingEngine, utilities, type StackViewport, type Types } from "@cornerstonejs/core";
import type { Frame } from "./frame";
import type { Frames } from "./frames";
import { pixelOf, type Placing } from "./geometry";
import type { Look } from "./look";
import { drawnOf, drawnRange } from "./pixels";
import type { Slide } from "./stack";
import { storedRange, type Window } from "./window";

export interface Stage {
  /** Shows a picture of the stack that is set. */
  show(index: number): Promise<void>;
  /** Another series. */
  stack(slides: readonly Slide[], index: number): Promise<void>;
  /** Draws the picture that is shown by this look, and says where its pixels are then. */
  draw(frame: Frame, look: Look, window: Window): Placing;
  fit(): void;
  close(): void;
}

const SCHEME = "wardbook";
const VIEW = "images";
const ROOM = 384 * 1024 * 1024;

/** Always upright and at nothing: where it lies in the patient is not the library's matter. */
function planeOf({ head }: Frame) {
  const { height, width } = pixelOf(head);
  return {
    rows: head.rows,
    columns: head.columns,
    imageOrientationPatient: [1, 0, 0, 0, 1, 0],
    rowCosines: [1, 0, 0],
    columnCosines: [0, 1, 0],
    imagePositionPatient: [0, 0, 0],
    pixelSpacing: [height, width],
    rowPixelSpacing: height,
    columnPixelSpacing: width,
    sliceThickness: 1,
    frameOfReferenceUID: SCHEME,
  };
}

function pixelModuleOf({ head }: Frame) {
  const bits = head.type === "u8" || head.type === "i8" ? 8 : 16;
  const signed = head.type === "i8" || head.type === "i16";
  // Which way round grey goes is decided here, not by the file's name for it.
  const photometricInterpretation = head.samples === 3 ? "RGB" : "MONOCHROME2";
  return { samplesPerPixel: head.samples, photometricInterpretation, rows: head.rows, columns: head.columns, bitsAllocated: bits, bitsStored: bits, highBit: bits - 1, pixelRepresentation: signed ? 1 : 0 };
}

function aboutOf(kind: string, frame: Frame | undefined): unknown {
  if (frame === undefined) return undefined;
  if (kind === "imagePlaneModule") return planeOf(frame);
  if (kind === "imagePixelModule") return pixelModuleOf(frame);
  // No modality: the library scales by some of them, and what it is given here is not to be scaled.
  if (kind === "generalSeriesModule") return { modality: "OT", seriesInstanceUID: SCHEME, studyInstanceUID: SCHEME };
  return undefined;
}

function imageOf(imageId: string, frame: Frame): Types.IImage {
  const { head } = frame;
  const { height, width } = pixelOf(head);
  const { pixels, lowest, highest } = drawnOf(frame, getShouldUseCPURendering());
  const colour = head.samples === 3;
  return {
    imageId,
    minPixelValue: lowest,
    maxPixelValue: highest,
    slope: 1,
    intercept: 0,
    windowCenter: (lowest + highest) / 2,
    windowWidth: Math.max(1, highest - lowest),
    voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    getPixelData: () => pixels,
    // Asked for only where a picture was drawn before.
    getCanvas: () => undefined as unknown as HTMLCanvasElement,
    rows: head.rows,
    columns: head.columns,
    height: head.rows,
    width: head.columns,
    color: colour,
    rgba: false,
    numberOfComponents: head.samples,
    columnPixelSpacing: width,
    rowPixelSpacing: height,
    invert: false,
    photometricInterpretation: colour ? "RGB" : "MONOCHROME2",
    sizeInBytes: pixels.byteLength,
    dataType: pixels.constructor.name as Types.PixelDataTypedArrayString,
    voxelManager: utilities.VoxelManager.createImageVoxelManager({ width: head.columns, height: head.rows, numberOfComponents: head.samples, scalarData: pixels }),
  };
}

export function mount(element: HTMLDivElement, frames: Frames): Stage {
  init();
  cache.setMaxCacheSize(ROOM);
  let slides = new Map<string, Slide>();
  const load = async (imageId: string) => {
    const slide = slides.get(imageId);
    if (slide === undefined) throw new Error("not of this stack");
    return imageOf(imageId, await frames.load(slide));
  };
  const about = (kind: string, imageId: unknown) => (typeof imageId === "string" ? aboutOf(kind, frames.here(imageId)) : undefined);
  imageLoader.registerImageLoader(SCHEME, (imageId) => ({ promise: load(imageId) }));
  metaData.addProvider(about, 10_000);
  const engine = new RenderingEngine(VIEW);
  engine.enableElement({ viewportId: VIEW, type: Enums.ViewportType.STACK, element, defaultOptions: { background: [0, 0, 0] } });
  const view = engine.getViewport<StackViewport>(VIEW);
  return {
    async show(index) {
      await view.setImageIdIndex(index);
    },
    async stack(next, index) {
      slides = new Map(next.map((slide) => [slide.id, slide]));
      await view.setStack([...slides.keys()], index);
    },
    draw(frame, look, window) {
      const { turned, ...voiRange } = drawnRange(frame, storedRange(window, frame.head), getShouldUseCPURendering());
      view.setProperties({ voiRange, invert: frame.head.inverted !== look.inverted !== turned });
      view.setViewPresentation({ zoom: look.zoom, pan: [look.pan.x / look.zoom, look.pan.y / look.zoom], rotation: look.rotation, flipHorizontal: look.flipped });
      view.render();
      return placingOf(view, frame);
    },
    fit() {
      engine.resize(true, true);
    },
    close() {
      metaData.removeProvider(about);
      engine.destroy();
      // Pixels of a patient stay no longer than somebody looks at them.
      cache.purgeCache();
    },
  };
}

function placingOf(view: StackViewport, { head }: Frame): Placing {
  const { height, width } = pixelOf(head);
  const at = (x: number, y: number) => {
    const [left, top] = view.worldToCanvas([x * width, y * height, 0]);
    return { x: left, y: top };
  };
  const origin = at(0, 0);
  // Over the whole image: one pixel may be less than the screen can tell apart.
  const right = at(head.columns, 0);
  const low = at(0, head.rows);
  return {
    origin,
    along: { x: (right.x - origin.x) / head.columns, y: (right.y - origin.y) / head.columns },
    down: { x: (low.x - origin.x) / head.rows, y: (low.y - origin.y) / head.rows },
  };
}
