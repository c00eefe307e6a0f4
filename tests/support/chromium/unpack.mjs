// Unpacks the browser that @sparticuz/chromium carries: node unpack.mjs FOLDER
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";

const from = join(import.meta.dirname, "node_modules/@sparticuz/chromium/bin");
for (const name of readdirSync(from)) {
  writeFileSync(join(process.argv[2], basename(name, ".br")), brotliDecompressSync(readFileSync(join(from, name))));
}
