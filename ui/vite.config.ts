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

/** Own properties for what these libraries assign over `Object.prototype`'s, which the shell freezes. */
const OWN = [
  { file: "d3-color.mjs", line: "  prototype.constructor = constructor;", own: 'Object.defineProperty(prototype, "constructor", { writable: true, configurable: true, value: constructor });' },
  { file: "d3-format.mjs", line: "FormatSpecifier.prototype.toString = function", own: 'Object.defineProperty(FormatSpecifier.prototype, "toString", { writable: true, configurable: true, value: null });' },
];

/**
 * What draws medical images brings libraries along that were written for a prototype that is not frozen, and a writer
 * of XML for Node that nothing here calls. An update that changes the lines fails here, not in front of somebody.
 */
function drawing(): Plugin {
  const nothing = "\0no-xmlbuilder2";
  return {
    name: "drawing",
    enforce: "pre",
    resolveId: (id) => (id === "xmlbuilder2" ? nothing : undefined),
    load: (id) => (id === nothing ? "export const create = () => { throw new Error('no XML is written here'); }; export const convert = create; export default { create, convert };" : undefined),
    transform(code, id) {
      const found = OWN.find(({ file }) => id.endsWith(`/dist/${file}`));
      if (found === undefined) return undefined;
      if (!code.includes(found.line)) this.error(`${found.file} has changed: see whether it works with a frozen Object.prototype`);
      return { code: code.replace(found.line, `${found.own}\n${found.line}`), map: null };
    },
  };
}

export default defineConfig({
  plugins: [react(), pdfFiles(), drawing()],
  // Served in development, libraries are bundled by themselves first.
  optimizeDeps: { rolldownOptions: { plugins: [drawing()] } },
  resolve: { alias },
  clearScreen: false,
  server: { host: "127.0.0.1", port: 1420, strictPort: true },
  build: {
    // The oldest webviews the program starts on; src-tauri/src/engine.js turns older ones away.
    target: ["es2022", "safari17.5", "chrome123"],
    sourcemap: false,
    reportCompressedSize: false,
    // Everything is on the same disk: one file opens sooner than many.
    chunkSizeWarningLimit: 3000,
    // A data: URL would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
