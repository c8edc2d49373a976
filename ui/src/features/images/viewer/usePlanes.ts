/** Makes planes of the series in hand: reads its images one by one, and says how far it is or why it cannot be. */
import { useEffect, useRef, useState } from "react";
import { collectSoon } from "~/foundations/letGo";
import { useFar } from "~/platform/ask";
import { failureOf } from "~/platform/failure";
import { readFrame } from "./frame";
import { reconstructed } from "./reconstruct";
import type { Slide } from "./stack";
import { NoVolume, volumeOf, type Volume } from "./volume";
import { voxelsOf } from "./voxelsBeside";

export interface Planes {
  /** How many images are read, of how many; null where none are being read. */
  reading: { done: number; many: number } | null;
  refused: string | null;
  make: (slides: readonly Slide[], onMade: (rows: readonly Slide[], columns: readonly Slide[]) => void) => void;
  stop: () => void;
}

export function usePlanes(): Planes {
  const far = useFar();
  const [reading, setReading] = useState<Planes["reading"]>(null);
  const [refused, setRefused] = useState<string | null>(null);
  // Which reading is the one that is wanted; an older one ends by itself.
  const wanted = useRef(0);
  const here = useRef<Volume | null>(null);
  useEffect(
    () => () => {
      wanted.current += 1;
      here.current?.voxels.letGo();
      here.current = null;
      collectSoon();
    },
    [],
  );
  return {
    reading,
    refused,
    stop: () => {
      wanted.current += 1;
      setReading(null);
    },
    make: (slides, onMade) => {
      wanted.current += 1;
      const mine = wanted.current;
      const alive = () => wanted.current === mine;
      setRefused(null);
      setReading({ done: 0, many: slides.length });
      const take = async (n: number) => {
        const slide = slides[n];
        return readFrame(await far.call("image_frame", { instance: slide?.instance.id ?? "", frame: slide?.frame ?? 0 }));
      };
      volumeOf(slides.length, take, voxelsOf, (done) => alive() && setReading({ done, many: slides.length }), alive).then(
        (volume) => {
          if (volume === null) return;
          if (!alive()) {
            volume.voxels.letGo();
            return;
          }
          setReading(null);
          onMade(reconstructed(volume, "row"), reconstructed(volume, "column"));
          here.current?.voxels.letGo();
          here.current = volume;
          collectSoon();
        },
        (thrown: unknown) => {
          if (!alive()) return;
          setReading(null);
          setRefused(thrown instanceof NoVolume ? thrown.message : failureOf(thrown).failure.message);
        },
      );
    },
  };
}
