import type { PathOf } from "~/generated/PathOf";
import { useAct } from "~/platform/ask";
import { Button } from "./Button";
import { Field, type FieldProps } from "./Field";
import { FailureNotice } from "./Notice";

const ONE = "Choose…";
const WORDS: Record<PathOf, string> = { file: "File…", folder: "Folder…", "new-file": "File…" };

interface Props extends Omit<FieldProps, "value" | "onChange" | "beside" | "autoComplete"> {
  value: string;
  onChange: (path: string) => void;
  /** What may be chosen in the system's own dialog. */
  of: readonly PathOf[];
  /** The name that a new file may have: it may not name anybody. */
  name?: string;
}

/** A path on this computer: typed, pasted, or chosen in the operating system's own dialog. */
export function PathField({ of, name, value, onChange, ...rest }: Props) {
  const choose = useAct("choose_path");
  const ask = (what: PathOf) =>
    choose.mutate({ title: rest.label, what, name: name ?? null }, { onSuccess: ({ path }) => path !== null && onChange(path) });
  const beside = of.map((what) => {
    const word = of.length === 1 ? ONE : WORDS[what];
    return (
      <Button key={what} aria-label={`${word} ${rest.label}`} isDisabled={choose.isPending || rest.isReadOnly === true} onPress={() => ask(what)}>
        {word}
      </Button>
    );
  });
  return (
    <>
      <Field {...rest} value={value} onChange={onChange} autoComplete="off" beside={beside} />
      {choose.error && <FailureNotice failure={choose.error.failure} />}
    </>
  );
}
