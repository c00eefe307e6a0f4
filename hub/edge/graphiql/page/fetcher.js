// How the page asks: queries and mutations by POST, subscriptions over graphql-transport-ws, both with the token.
import { createClient } from "../vendor/graphiql.js";

const door = new URL(location.pathname, location.origin);

const SILENT = "连不上本系统。The hub does not answer.";

// The answer to one request, whatever its status: what was wrong stands in its errors.
export async function ask(token, request) {
  const headers = {
    accept: "application/graphql-response+json, application/json;q=0.9",
    "content-type": "application/json",
  };
  if (token) headers.authorization = `Bearer ${token}`;
  const body = JSON.stringify(request);
  let response;
  try {
    response = await fetch(door, { method: "POST", headers, body, credentials: "omit", cache: "no-store" });
  } catch {
    return wrong(SILENT);
  }
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return wrong(`HTTP ${response.status}: ${text.slice(0, 200)}`);
  }
}

const wrong = (message) => ({ errors: [{ message }] });

// One socket per subscription, with the token of its start; it is not taken up again by itself, because only the
// reader knows the cursor it has come to. What came last therefore stays in sight beside what went wrong.
function follow(token, request) {
  const socket = new URL(door);
  socket.protocol = door.protocol === "https:" ? "wss:" : "ws:";
  const client = createClient({
    url: socket.href,
    connectionParams: token ? { Authorization: `Bearer ${token}` } : {},
    retryAttempts: 0,
  });
  const events = client.iterate(request);
  let last = {};
  let over = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (over) return { done: true, value: undefined };
      try {
        const event = await events.next();
        last = event.value ?? last;
        return event;
      } catch (error) {
        over = true;
        return { done: false, value: { ...told(error), ...(last.data && { data: last.data }) } };
      }
    },
    return: () => events.return(),
  };
}

// What ended a subscription: the hub's own errors, or how the socket was closed.
function told(error) {
  if (Array.isArray(error)) return { errors: error };
  if (typeof error?.code !== "number") return wrong(SILENT);
  const reason = error.reason ? `: ${error.reason}` : "";
  return wrong(`连接已断开。The connection was closed (${error.code}${reason}).`);
}

function isSubscription(document, name) {
  const operations = document?.definitions.filter((node) => node.kind === "OperationDefinition") ?? [];
  const chosen = operations.find((node) => node.name?.value === name) ?? operations[0];
  return chosen?.operation === "subscription";
}

// GraphiQL's fetcher: `token` gives the caller's token now, `started` is told each operation's name and `learned`
// is shown each answer; neither hears of GraphiQL's own questions about the schema.
export function fetcher(token, started, learned) {
  return async (request, options) => {
    const own = request.operationName === "IntrospectionQuery";
    if (!own) started(request.operationName);
    if (isSubscription(options?.documentAST, request.operationName)) return follow(token(), request);
    const answer = await ask(token(), request);
    if (!own) learned(answer);
    return answer;
  };
}
