import react from "@vitejs/plugin-react";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

export const alias = { "~": fileURLToPath(new URL("./src", import.meta.url)) };

/** What pdf.js reads beside itself: letters of East Asian fonts, fonts that files leave out, decoders of pictures. */
function pdfFiles(): Plugin {
  const library = new URL("./node_modules/pdfjs-dist/", import.meta.url);
  const wanted = (folder: string, name: string) => folder !== "wasm" || name.endsWith(".js");
  return {
    name: "pdf-files",
    apply: "build",
    generateBundle() {
      for (const folder of ["cmaps", "standard_fonts", "wasm"])
        for (const name of readdirSync(new URL(`${folder}/`, library)))
          if (wanted(folder, name)) this.emitFile({ type: "asset", fileName: `pdfjs/${folder}/${name}`, source: readFileSync(new URL(`${folder}/${name}`, library)) });
    },
  };
}

export default defineConfig({
  plugins: [react(), pdfFiles()],
  resolve: { alias },
  clearScreen: false,
  server: { host: "127.0.0.1", port: 1420, strictPort: true },
  build: {
    // The oldest webviews the program starts on; src-tauri/src/engine.js turns older ones away.
    target: ["es2022", "safari17.5", "chrome123"],
    sourcemap: false,
    reportCompressedSize: false,
    // Everything is on the same disk: one file opens sooner than many.
    chunkSizeWarningLimit: 2000,
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
