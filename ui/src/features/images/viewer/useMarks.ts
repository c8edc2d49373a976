/** Measurements and key images of a study: what is kept, and what is being drawn. Owns that nothing drawn is lost unsaid: it stays until it is kept or taken away. */
import { useCallback, useRef, useState } from "react";
import type { Failure } from "~/generated/Failure";
import type { ImageMeasurement } from "~/generated/ImageMeasurement";
import type { ImageStudy } from "~/generated/ImageStudy";
import { useAct, useAsk } from "~/platform/ask";
import { failureOf } from "~/platform/failure";
import { newId } from "./newId";
import type { Slide } from "./stack";

/** A measurement as it is drawn: kept, or on its way to be. */
export type Mark = Pick<ImageMeasurement, "id" | "instance" | "frame" | "kind" | "name" | "points" | "figures"> & Partial<Pick<ImageMeasurement, "by" | "at">>;

export const isOn = (mark: { instance: string; frame: number }, slide: Slide) => mark.instance === slide.instance.id && mark.frame === slide.frame;

const EMPTY: readonly never[] = [];

export function useMarks(study: ImageStudy) {
  const asked = useAsk("image_marks", { study: study.id });
  const { mutateAsync: keepAsync } = useAct("keep_measurement");
  const { mutateAsync: removeAsync } = useAct("remove_measurement");
  const setKey = useAct("set_key_image");
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Mark>>(new Map());
  const [removed, setRemoved] = useState<Mark | null>(null);
  const [failures, setFailures] = useState<ReadonlyMap<string, Failure>>(new Map());
  // One after the other: what was drawn last is what is kept.
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const kept: readonly ImageMeasurement[] = asked.data?.measurements ?? EMPTY;
  const all: Mark[] = [...kept.map((one) => drafts.get(one.id) ?? one), ...[...drafts.values()].filter((one) => !kept.some((other) => other.id === one.id))];
  const draw = useCallback((mark: Mark) => setDrafts((old) => new Map(old).set(mark.id, mark)), []);
  const forget = useCallback((mark: Mark) => {
    // What was drawn anew meanwhile stays.
    setDrafts((old) => (old.get(mark.id) === mark ? new Map([...old].filter(([id]) => id !== mark.id)) : old));
  }, []);
  const settle = (id: string, failure: Failure | null) =>
    setFailures((old) => {
      const others = [...old].filter(([one]) => one !== id);
      return new Map(failure === null ? others : [...others, [id, failure]]);
    });
  const inTurn = (id: string, what: () => Promise<unknown>) => {
    queue.current = queue.current.then(what).then(
      () => settle(id, null),
      (thrown: unknown) => settle(id, failureOf(thrown).failure),
    );
  };
  const keep = (mark: Mark) => {
    draw(mark);
    inTurn(mark.id, async () => {
      const { id, instance, frame, kind, name, points, figures } = mark;
      await keepAsync({ study: study.id, id, instance, frame, kind, name, points, figures });
      forget(mark);
    });
  };
  return {
    all,
    unkept: drafts,
    keys: asked.data?.keys ?? EMPTY,
    asking: asked.error?.failure ?? setKey.error?.failure ?? null,
    /** What stood in the way of the last of them that is still not as it was drawn. */
    failure: [...failures.values()].at(-1) ?? null,
    removed,
    draw,
    keep,
    /** A new one on a picture, still to be drawn. */
    begin: (slide: Slide, kind: Mark["kind"], points: Mark["points"]): Mark => ({ id: newId(), instance: slide.instance.id, frame: slide.frame, kind, name: null, points, figures: [] }),
    /** Once more, what could not be kept. */
    retry: () => drafts.forEach(keep),
    forget,
    remove: (mark: Mark) => {
      const here = kept.some((one) => one.id === mark.id);
      setDrafts((old) => new Map([...old].filter(([id]) => id !== mark.id)));
      if (!here) settle(mark.id, null);
      if (!here) return;
      inTurn(mark.id, async () => {
        await removeAsync({ study: study.id, measurement: mark.id });
        setRemoved(mark);
      });
    },
    undo: () => {
      if (removed !== null) keep(removed);
      setRemoved(null);
    },
    setKey: (slide: Slide, key: boolean) => setKey.mutate({ study: study.id, instance: slide.instance.id, frame: slide.frame, key }),
  };
}

export type Marks = ReturnType<typeof useMarks>;
