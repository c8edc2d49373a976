/**
 * The far side: whoever answers the commands. In the program that is the Rust core; stories in the
 * tests plug another. Nothing else in the window asks anybody for anything.
 */
import type { Change } from "~/generated/Change";
import type { HeldDocument } from "~/generated/HeldDocument";
import type { WritePicture } from "~/generated/WritePicture";
import type { WrittenImage } from "~/generated/WrittenImage";
import type { Answer, Commands, Request } from "./commands";

export interface Far {
  call<K extends keyof Commands>(name: K, request: Request<K>): Promise<Answer<K>>;
  /** Brings a document in: its bytes go as they are, beside whose it is. */
  hold(patient: string, document: Blob): Promise<HeldDocument>;
  /** Writes a picture of what is shown to a new file: its bytes go as they are, beside whose study it is. */
  picture(request: WritePicture, picture: Blob): Promise<WrittenImage>;
  /** Hears of changes until the function it gives is called. */
  onChange(listener: (change: Change) => void): () => void;
}
