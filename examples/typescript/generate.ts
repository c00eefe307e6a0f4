// Writes operations.ts: the texts of ../operations and, from the hub's schema, the types of what goes in and out.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { codegen } from "@graphql-codegen/core";
import * as documentNode from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";

const here = (path: string) => new URL(path, import.meta.url);
const read = (path: string) => readFileSync(here(path), "utf8");
const [schema = "../../hub/schema/schema.graphql", output = "operations.ts"] = process.argv.slice(2);
const names = readdirSync(here("../operations")).sort();

const scalar = { input: "string", output: "string" };
const text = await codegen({
  filename: output,
  schema: parse(read(schema)),
  documents: names.map((name) => ({ location: name, document: parse(read(`../operations/${name}`)) })),
  plugins: [{ operations: {} }, { documentNode: {} }],
  pluginMap: { operations, documentNode },
  config: {
    documentMode: "string",
    enumType: "string-literal",
    scalars: {
      CitizenIdNumber: scalar,
      Date: scalar,
      DateTime: scalar,
      FeedCursor: scalar,
      ID: scalar,
      UnifiedSocialCreditCode: scalar,
    },
    strictScalars: true,
    useTypeImports: true,
  },
});
writeFileSync(here(output), `// Written by \`npm run generate\`; the sources are ../operations and the hub's schema.\n${text}`);
