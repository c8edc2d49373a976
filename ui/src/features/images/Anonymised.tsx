/** What was written without its person, and what stayed behind and why. */
import type { AnonymisedImages } from "~/generated/AnonymisedImages";
import { Notice } from "~/components/Notice";
import { many } from "~/foundations/words";

export function Anonymised({ done }: { done: AnonymisedImages }) {
  const looking = done.leftOut.some((one) => one.lookingHelps);
  return (
    <>
      {done.path !== null && (
        <Notice tone="good" title={`${many(done.written, "file")} written without the person`}>
          {done.path}
          {done.remarks.map((remark) => (
            <p key={remark}>To know: {remark}.</p>
          ))}
        </Notice>
      )}
      {done.leftOut.length > 0 && (
        <Notice tone="stale" title={done.path === null ? "Nothing was written" : "Some files were left out"}>
          <ul>
            {done.leftOut.map((one) => (
              <li key={one.reason}>
                {many(one.many, "file")}: {one.reason}.
              </li>
            ))}
          </ul>
          {looking && "Look at these pictures; if no name or face is in them, say so above and write again."}
        </Notice>
      )}
    </>
  );
}
