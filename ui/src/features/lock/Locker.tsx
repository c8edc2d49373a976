import { useEffect, useRef, useState } from "react";
import { Confirm } from "~/components/Confirm";
import type { Failure } from "~/generated/Failure";
import type { LockKind } from "~/generated/LockKind";
import { go } from "~/foundations/route";
import { useAct, useFar } from "~/platform/ask";
import { failureOf } from "~/platform/failure";
import { keepAll, onAskedToLock } from "./keepers";

/** Somebody is there: told to the core no more often than this. */
const STIRS = 10_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel"] as const;

/** Locks the open window: by its key, by its buttons, when the core says that nobody is there. Keeps what is typed first. */
export function Locker() {
  const far = useFar();
  const asChosen = useAct("lock_now");
  const seal = useAct("lock_profile");
  const stir = useAct("stir");
  const [refused, setRefused] = useState<Failure | null>(null);
  const lock = async (kind?: LockKind) => {
    try {
      await keepAll();
      await (kind === "sealed" ? seal : asChosen).mutateAsync(undefined);
    } catch (failed) {
      setRefused(failureOf(failed).failure);
    }
  };
  const latest = useRef({ lock, stir });
  useEffect(() => {
    latest.current = { lock, stir };
  });
  useEffect(() => onAskedToLock(() => void latest.current.lock()), []);
  useEffect(() => far.onChange((change) => change.kind === "locking" && void latest.current.lock(change.lock)), [far]);
  useEffect(() => {
    let told = 0;
    const onSign = () => {
      const now = Date.now();
      if (now - told < STIRS) return;
      told = now;
      latest.current.stir.mutate(undefined);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "l" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      void latest.current.lock();
    };
    for (const sign of SIGNS) window.addEventListener(sign, onSign, { capture: true, passive: true });
    window.addEventListener("keydown", onKey);
    return () => {
      for (const sign of SIGNS) window.removeEventListener(sign, onSign, { capture: true });
      window.removeEventListener("keydown", onKey);
    };
  }, []);
  const needsPassphrase = refused?.code === "lock-needs-passphrase";
  const close = () => setRefused(null);
  const act = () => {
    close();
    if (needsPassphrase) go({ page: "settings" });
    else asChosen.mutate(undefined, { onError: (failed) => setRefused(failed.failure) });
  };
  return (
    <Confirm
      open={refused !== null}
      title={needsPassphrase ? "There is nothing to lock with yet" : "What is typed could not be kept"}
      act={needsPassphrase ? "Set a passphrase" : "Lock all the same"}
      calm={needsPassphrase}
      keep={needsPassphrase ? "Not now" : "Stay open"}
      onAct={act}
      onClose={close}
    >
      <p>{refused?.message}</p>
    </Confirm>
  );
}
