/**
 * pdf.js walks through streams with `for await`, which WebKit's streams do not know: a search in a document would find
 * nothing, and say so. Comes before the library.
 */
if (!(Symbol.asyncIterator in ReadableStream.prototype))
  Object.defineProperty(ReadableStream.prototype, Symbol.asyncIterator, {
    configurable: true,
    writable: true,
    value: async function* (this: ReadableStream<unknown>) {
      const reader = this.getReader();
      try {
        for (;;) {
          const { done, value } = await reader.read();
          if (done) return;
          yield value;
        }
      } finally {
        // Whoever stops early wants no more of it.
        await reader.cancel();
        reader.releaseLock();
      }
    },
  });

export {};
