// Follows the caller's inbox with the reference client of graphql-transport-ws, and prints a JSON line for whatever happens.
// node follow.mjs ADDRESS TOKEN [AFTER]: resumes after its last cursor whenever the connection ends; ends with standard input.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [address, token, start] = process.argv.slice(2);
const tell = (event) => console.log(JSON.stringify(event));
const QUERY = `subscription ($after: FeedCursor) { notifications(after: $after) {
  __typename ... on Notification { cursor kind nodeId } ... on Lagged { from to missed } ... on CursorExpired { oldest } } }`;

let after = start || null;
const client = createClient({
  url: address,
  webSocketImpl: WebSocket,
  connectionParams: token ? { Authorization: `Bearer ${token}` } : undefined,
  keepAlive: 500,
  retryAttempts: 0,
  on: {
    connected: () => tell({ event: "connected" }),
    closed: (close) => tell({ event: "closed", code: close.code ?? null, reason: String(close.reason ?? "") }),
    ping: (received, payload) => tell({ event: "ping", received, payload: payload ?? null }),
    pong: (received, payload) => tell({ event: "pong", received, payload: payload ?? null }),
  },
});

process.stdin.on("end", () => process.exit(0)).resume();
for (;;) {
  try {
    for await (const { data, errors } of client.iterate({ query: QUERY, variables: { after } })) {
      if (errors) tell({ event: "errors", errors });
      after = data?.notifications?.cursor ?? after;
      tell({ event: "next", item: data?.notifications ?? null });
    }
    tell({ event: "complete" });
    break;
  } catch (failure) {
    if (Array.isArray(failure)) {
      tell({ event: "error", errors: failure });
      break;
    }
    if (failure?.code >= 4000) break;
    await new Promise((again) => setTimeout(again, 100));
  }
}
process.exit(0);
