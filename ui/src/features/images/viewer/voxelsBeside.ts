/**
 * The values of a volume in a worker of their own: the web view lets the memory of a page double before it collects, and
 * half a gigabyte would double with all that the page throws away. Ends with the volume.
 */
import type { Samples } from "./frame";
import type { Answered, Asked } from "./voxelsWorker";
import { VoxelsHere, type PlaneAsked, type Shape, type Voxels } from "./voxels";

interface Waiting {
  answer: (samples: Samples | null) => void;
  refuse: (reason: Error) => void;
}

class VoxelsBeside implements Voxels {
  readonly #worker = new Worker(new URL("./voxelsWorker.ts", import.meta.url), { type: "module" });
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  #broken: Error | null = null;

  constructor(shape: Shape) {
    this.#worker.onmessage = ({ data }: MessageEvent<Answered>) => {
      this.#waiting.get(data.id)?.answer(data.samples);
      this.#waiting.delete(data.id);
    };
    this.#worker.onerror = () => this.#break(new Error("the volume does not fit into the memory of this computer"));
    this.#send({ ask: "begin", shape });
  }

  put(n: number, samples: Samples): void {
    this.#send({ ask: "put", n, samples }, [samples.buffer as ArrayBuffer]);
  }

  async lay(order: readonly number[]): Promise<void> {
    await this.#asked((id) => ({ ask: "lay", id, order }));
  }

  async plane(asked: PlaneAsked): Promise<Samples> {
    const samples = await this.#asked((id) => ({ ask: "plane", id, plane: asked }));
    if (samples === null) throw new Error("no plane came");
    return samples;
  }

  letGo(): void {
    this.#worker.terminate();
    this.#break(new Error("the volume was let go of"));
  }

  #break(why: Error): void {
    this.#broken ??= why;
    for (const { refuse } of this.#waiting.values()) refuse(why);
    this.#waiting.clear();
  }

  #asked(what: (id: number) => Asked): Promise<Samples | null> {
    const id = (this.#next += 1);
    return new Promise((answer, refuse) => {
      if (this.#broken !== null) {
        refuse(this.#broken);
        return;
      }
      this.#waiting.set(id, { answer, refuse });
      this.#send(what(id));
    });
  }

  #send(asked: Asked, given: ArrayBuffer[] = []): void {
    this.#worker.postMessage(asked, given);
  }
}

/** In a worker where there are workers. */
export const voxelsOf = (shape: Shape): Voxels => (typeof Worker === "undefined" ? new VoxelsHere(shape) : new VoxelsBeside(shape));
