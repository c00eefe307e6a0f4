// Runs the server audits of graphql-http against the URL given and prints one JSON line: [{id, name, status, reason}].
import { serverAudits } from "graphql-http";

const results = [];
for (const { id, name, fn } of serverAudits({ url: process.argv[2] })) {
  const { status, reason } = await fn();
  results.push({ id, name, status, reason: reason ?? null });
}
console.log(JSON.stringify(results));
