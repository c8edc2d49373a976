import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export const alias = { "~": fileURLToPath(new URL("./src", import.meta.url)) };

export default defineConfig({
  plugins: [react()],
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
