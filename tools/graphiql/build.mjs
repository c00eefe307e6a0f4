// Bundles GraphiQL, React and the graphql-ws client into one module, one stylesheet and one file of licences.
//
// node build.mjs [FOLDER]    FOLDER is hub/edge/graphiql/vendor unless named
import { build } from "esbuild";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, "../../hub/edge/graphiql/vendor"));
mkdirSync(folder, { recursive: true });

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { graphiql: "entry.js" },
  outdir: folder,
  bundle: true,
  format: "esm",
  target: "es2020",
  minify: true,
  keepNames: true, // GraphiQL titles its icons after their components
  metafile: true,
  legalComments: "none", // licences.txt has them all
  define: { "process.env.NODE_ENV": '"production"' },
  alias: { "react-style-singleton": "./one-stylesheet.js" },
});

// The fonts inside the stylesheet make up most of it and have no Chinese; the system's own have.
const css = readFileSync(join(here, "node_modules/graphiql/dist/style.css"), "utf8");
const { code } = await (await import("esbuild")).transform(css.replace(/@font-face\s*\{[^}]*\}/g, ""), {
  loader: "css",
  minify: true,
});
writeFileSync(join(folder, "graphiql.css"), code);

const packages = new Set(["graphiql"]);
for (const input of Object.keys(metafile.inputs)) {
  const match = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (match) packages.add(match[1]);
}
const sections = [...packages].sort().map((name) => {
  const place = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  const file = readdirSync(place).find((found) => /^licen[cs]e/i.test(found));
  const text = file && existsSync(join(place, file)) ? readFileSync(join(place, file), "utf8").trim() : "";
  return `${"=".repeat(78)}\n${name} ${version} (${license})\n\n${text || `Licensed under ${license}; the package carries no text of it.`}\n`;
});
writeFileSync(join(folder, "licences.txt"), sections.join("\n").replaceAll("\r\n", "\n"));
