/** The worker that holds the values of one volume. */
import type { Samples } from "./frame";
import { VoxelsHere, type PlaneAsked, type Shape } from "./voxels";

export type Asked =
  | { ask: "begin"; shape: Shape }
  | { ask: "put"; n: number; samples: Samples }
  | { ask: "lay"; id: number; order: readonly number[] }
  | { ask: "plane"; id: number; plane: PlaneAsked };

export interface Answered {
  id: number;
  samples: Samples | null;
}

let voxels: VoxelsHere | null = null;

onmessage = ({ data }: MessageEvent<Asked>) => {
  switch (data.ask) {
    case "begin":
      voxels = new VoxelsHere(data.shape);
      break;
    case "put":
      voxels?.put(data.n, data.samples);
      break;
    case "lay":
      void voxels?.lay(data.order);
      answer({ id: data.id, samples: null });
      break;
    case "plane": {
      const samples = voxels?.planeNow(data.plane) ?? null;
      answer({ id: data.id, samples }, samples === null ? [] : [samples.buffer as ArrayBuffer]);
    }
  }
};

const answer = (answered: Answered, given: ArrayBuffer[] = []) => postMessage(answered, { transfer: given });
