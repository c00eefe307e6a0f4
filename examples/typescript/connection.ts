// One department's way to the hub: where it is, with which token, and what to make of each kind of no.
//
// A refusal (`refusals[]`) is an answer: a clerk reads it. An error (`errors[]`) is `HubError`: somebody has to
// change the request, the token or the hub. No answer at all is `Unreachable`: the same may work a little later.
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, type Client } from "graphql-ws";
import type { InitiateMutation, TypedDocumentString } from "./operations.ts";

const url = process.env.HUB_URL ?? "http://127.0.0.1:8000/graphql";
// Longer than the 60 s that the hub gives a change, so that it is the hub that gives up first.
const timeout = 70_000;
const waits = [1_000, 3_000]; // before asking a second and a third time
const passing = new Set(["UPSTREAM_UNAVAILABLE", "TIMEOUT", "RATE_LIMITED"]);
const passingStatus = new Set([429, 502, 503, 504]);

/** The hub says that the request, the token or the hub itself has to change first. */
export class HubError extends Error {}

/** There was no answer; what was asked may have been done or not. */
export class Unreachable extends Error {}

export type Refusal = InitiateMutation["initiateAction"]["refusals"][number];
interface GraphQLError {
  message: string;
  extensions?: { code?: string; errorId?: string };
}

/** The token, from the environment: on a command line everybody on the machine could read it. */
function authorization(): string {
  const token = process.env.HUB_TOKEN;
  if (!token) throw new HubError("HUB_TOKEN is not set: it is the token of your department.");
  return `Bearer ${token}`;
}

/** The answer's data. Asks again only with `repeat`: for queries, and changes with an idempotency key. */
export async function ask<Data, Variables>(
  operation: TypedDocumentString<Data, Variables>,
  variables: Variables,
  { repeat }: { repeat: boolean },
): Promise<Data> {
  for (const wait of repeat ? waits : []) {
    try {
      return await askOnce(operation, variables);
    } catch (failure) {
      if (!(failure instanceof Unreachable)) throw failure;
      await sleep(wait);
    }
  }
  return askOnce(operation, variables);
}

async function askOnce<Data, Variables>(
  operation: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const headers = {
    authorization: authorization(),
    accept: "application/graphql-response+json",
    "content-type": "application/json",
  };
  const body = JSON.stringify({ query: operation.toString(), variables });
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(timeout) });
    status = response.status;
    text = await response.text();
  } catch (failure) {
    throw understood(failure);
  }
  let answer: { data?: Data | null; errors?: GraphQLError[] };
  try {
    answer = JSON.parse(text);
  } catch {
    const words = `HTTP ${status} from ${url}`;
    throw passingStatus.has(status) ? new Unreachable(words) : new HubError(words);
  }
  if (answer.errors?.length || !answer.data) throw understood(answer.errors ?? []);
  return answer.data;
}

/** For subscriptions: it does not reconnect by itself, because only the reader knows how far it has come. */
export function connectLive(): Client {
  let socket: WebSocket;
  let silence: NodeJS.Timeout;
  return createClient({
    url: url.replace(/^http/, "ws"),
    connectionParams: { Authorization: authorization() },
    retryAttempts: 0,
    onNonLazyError: () => {},
    keepAlive: 20_000,
    on: {
      connected: (opened) => void (socket = opened as WebSocket),
      ping: (received) => {
        if (!received) silence = setTimeout(() => socket.close(4499, "nobody is there"), 10_000);
      },
      pong: (received) => void (received && clearTimeout(silence)),
      closed: () => clearTimeout(silence),
    },
  });
}

/** What a failed request, or a socket that ended, means for whoever asked. */
export function understood(failure: unknown): HubError | Unreachable {
  if (failure instanceof HubError || failure instanceof Unreachable) return failure;
  if (Array.isArray(failure)) {
    const first: GraphQLError = failure[0] ?? { message: "an answer without data" };
    const { code = "ERROR", errorId } = first.extensions ?? {};
    const words = `${code}: ${first.message}${errorId ? ` (errorId ${errorId})` : ""}`;
    return passing.has(code) ? new Unreachable(words) : new HubError(words);
  }
  const { cause, message, code } = failure as { cause?: { message?: string }; message?: string; code?: number };
  return new Unreachable(`The hub at ${url} does not answer: ${cause?.message || message || code}`);
}

/** Each refusal in the hub's own words, with the clause, the place in the input and what is possible. */
export function readAloud(refusals: Refusal[]): void {
  for (const { code, clause, message, path, allowed } of refusals) {
    console.error(`Refused (${code}${clause ? `, ${clause}` : ""}): ${message}${path ? ` [${path.join(".")}]` : ""}`);
    if (allowed.length) console.error(`  Possible now: ${allowed.join(", ")}`);
  }
}

/** Run a program; what it could not find out or do is one line, and exit code 2. */
export async function run(program: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await program();
  } catch (failure) {
    if (!(failure instanceof HubError || failure instanceof Unreachable)) throw failure;
    console.error(failure.message);
    process.exitCode = 2;
  }
}
