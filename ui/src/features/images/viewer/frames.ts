/** The frames of the open study in memory: owns which are asked for, and which are let go when there are many. */
import { took } from "~/foundations/letGo";
import type { Far } from "~/platform/far";
import { failureOf } from "~/platform/failure";
import { readFrame, type Frame } from "./frame";
import type { Slide } from "./stack";

/** Pixels kept beside the one that is shown, in bytes: one that is asked for again is there in a few thousandths of a second. */
const ROOM = 128 * 1024 * 1024;

export class Frames {
  readonly #far: Far;
  readonly #loading = new Map<string, Promise<Frame>>();
  /** In the order of their last use. */
  readonly #here = new Map<string, Frame>();
  #bytes = 0;

  constructor(far: Far) {
    this.#far = far;
  }

  async load(slide: Slide): Promise<Frame> {
    // Sooner made than looked up, and another volume's plane of the same number is another plane.
    if (slide.made !== undefined) return slide.made();
    const here = this.#here.get(slide.id);
    if (here !== undefined) {
      this.#here.delete(slide.id);
      this.#here.set(slide.id, here);
      return here;
    }
    const loading = this.#loading.get(slide.id) ?? this.#ask(slide);
    this.#loading.set(slide.id, loading);
    return await loading;
  }

  /** Those beside it, so that the next step need not wait. What fails is said when it is its turn. */
  ahead(slides: readonly Slide[], index: number): void {
    for (const n of [index + 1, index + 2, index - 1]) {
      const slide = slides[n];
      if (slide !== undefined && slide.made === undefined) this.load(slide).catch(() => undefined);
    }
  }

  clear(): void {
    this.#here.clear();
    this.#bytes = 0;
  }

  async #ask({ id, instance, frame }: Slide): Promise<Frame> {
    try {
      const read = readFrame(await this.#far.call("image_frame", { instance: instance.id, frame }));
      this.#here.set(id, read);
      this.#bytes += read.samples.byteLength;
      took(read.samples.byteLength);
      for (const [old, { samples }] of this.#here) {
        if (this.#bytes <= ROOM || old === id) break;
        this.#here.delete(old);
        this.#bytes -= samples.byteLength;
      }
      return read;
    } catch (thrown) {
      throw failureOf(thrown);
    } finally {
      this.#loading.delete(id);
    }
  }
}
