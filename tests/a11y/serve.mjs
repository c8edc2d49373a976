// The built window on its fake far side, on a port of this computer.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

const KINDS = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".map": "application/json", ".svg": "image/svg+xml" };

/** Serves a folder; gives its origin and a way to end it. */
export async function serve(folder) {
  const server = createServer((request, response) => {
    // The viewer of PDFs looks for its fonts beside the page, which is a folder down here.
    const asked = decodeURIComponent(new URL(request.url, "http://x").pathname).replace(/^\/test\/pdfjs\//, "/pdfjs/");
    const path = normalize(join(folder, asked));
    const inside = path.startsWith(folder + sep);
    stat(path).then(
      (found) => {
        if (!inside || !found.isFile()) return response.writeHead(404).end();
        response.writeHead(200, { "content-type": KINDS[extname(path)] ?? "application/octet-stream" });
        return createReadStream(path).pipe(response);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
