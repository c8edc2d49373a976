/** The far side in the program: Tauri's commands, and its one event. */
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Change } from "~/generated/Change";
import type { HeldDocument } from "~/generated/HeldDocument";
import type { WrittenImage } from "~/generated/WrittenImage";
import type { Answer, Commands, Request } from "./commands";
import { failureOf } from "./failure";
import type { Far } from "./far";

export const tauri: Far = {
  async call<K extends keyof Commands>(name: K, request: Request<K>): Promise<Answer<K>> {
    try {
      return await invoke<Answer<K>>(name, request === undefined ? {} : { request });
    } catch (thrown) {
      throw failureOf(thrown);
    }
  },
  async hold(patient, document) {
    try {
      return await invoke<HeldDocument>("hold_document", await document.arrayBuffer(), { headers: { patient } });
    } catch (thrown) {
      throw failureOf(thrown);
    }
  },
  async picture({ study, path }, picture) {
    try {
      // A header holds English letters only; a path may hold any.
      const digits = [...new TextEncoder().encode(path)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      return await invoke<WrittenImage>("write_picture", await picture.arrayBuffer(), { headers: { study, path: digits } });
    } catch (thrown) {
      throw failureOf(thrown);
    }
  },
  onChange(listener) {
    const listening = listen<Change>("change", (event) => listener(event.payload));
    return () => {
      void listening.then((stop) => stop());
    };
  },
};
