// Follow the inbox and take new assignments on: node follow-and-acknowledge.ts CURSOR_FILE. 接收并确认
//
// Reads on from the cursor in the file (from the oldest message without one) by polling, then follows live; when the
// line breaks it begins again at the kept cursor. It may be killed at any moment: the cursor is stored after the
// work it stands for, and an assignment taken on twice is only looked at twice.
//
// --once reads to the end and stops, for a timer; --poll SECONDS never follows live, for networks without WebSockets.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ask, connectLive, readAloud, run, understood, Unreachable } from "./connection.ts";
import {
  AcknowledgeDocument,
  ConfirmReceiptDocument,
  FollowDocument,
  InboxDocument,
  type FollowSubscription,
} from "./operations.ts";

const kinds = ["assignment_issued"];
const longestWait = 60_000; // between two attempts to reach the hub
type Item = FollowSubscription["notifications"];

/** One department's place in its inbox, and what is done with what comes. */
class Follower {
  wait = 1_000; // before the next attempt
  readonly #file: string;
  #cursor: string | null;
  #department: string | undefined;

  constructor(file: string) {
    this.#file = file;
    this.#cursor = existsSync(file) ? readFileSync(file, "utf8").trim() : null;
  }

  /** Poll until there is no more. */
  async catchUp(): Promise<void> {
    for (let more = true; more; ) {
      const { viewer, notifications } = await ask(InboxDocument, { after: this.#cursor, kinds }, { repeat: false });
      this.#department = viewer?.department?.id;
      const expired = notifications.items.find((item) => item.__typename === "CursorExpired");
      if (expired) {
        console.log("The kept cursor has expired: beginning again at the oldest message.");
        this.#cursor = expired.oldest;
        continue;
      }
      await this.#takeOn(notifications.items);
      if (notifications.end) await this.#keep(notifications.end);
      more = notifications.hasMore;
    }
  }

  /** Take on what comes, until there is a reason to read by polling again. */
  async follow(): Promise<void> {
    const live = connectLive();
    try {
      live.on("connected", () => {
        console.log("Following live.");
        this.wait = 1_000;
      });
      const variables = { after: this.#cursor, kinds };
      for await (const { data, errors } of live.iterate<FollowSubscription>({
        query: FollowDocument.toString(),
        variables,
      })) {
        if (errors || !data) throw understood(errors ?? []);
        const item = data.notifications;
        if (item.__typename !== "Notification") return; // Lagged or CursorExpired: polling sorts it out
        await this.#takeOn([item]);
        await this.#keep(item.cursor);
      }
    } catch (failure) {
      throw understood(failure);
    } finally {
      await live.dispose();
    }
  }

  /** Acknowledge what is new and ours; what was withdrawn meanwhile is refused, and said. */
  async #takeOn(items: Item[]): Promise<void> {
    const assignments = items
      .map((item) => (item.__typename === "Notification" ? item.node : null))
      .filter((node) => node?.__typename === "Assignment")
      .filter(({ state, assignedTo }) => state === "ISSUED" && assignedTo.id === this.#department)
      .map(({ id }) => id);
    if (!assignments.length) return;
    // Not repeated here: after a lost answer the inbox is read again, and shows what was done.
    const input = { assignments, operator: "inbox follower" };
    const { acknowledgeAssignments: taken } = await ask(AcknowledgeDocument, { input }, { repeat: false });
    for (const { measure, target } of taken.assignments) {
      console.log(`Taken on: ${measure.title}, ${target?.name ?? "(erased)"}`);
    }
    readAloud(taken.refusals);
  }

  /** Store the place whole or not at all, then tell the hub how far the inbox was received. */
  async #keep(cursor: string): Promise<void> {
    this.#cursor = cursor;
    const file = openSync(`${this.#file}.new`, "w");
    writeSync(file, cursor);
    fsyncSync(file);
    closeSync(file);
    renameSync(`${this.#file}.new`, this.#file);
    const { confirmNotifications } = await ask(ConfirmReceiptDocument, { input: { upTo: cursor } }, { repeat: false });
    readAloud(confirmNotifications.refusals);
  }
}

await run(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { once: { type: "boolean" }, poll: { type: "string" } },
  });
  if (!positionals[0]) {
    console.error("usage: node follow-and-acknowledge.ts CURSOR_FILE [--once] [--poll SECONDS]");
    return 2;
  }
  const follower = new Follower(positionals[0]);
  for (;;) {
    try {
      await follower.catchUp();
      console.log("Caught up.");
      if (values.once) return 0;
      if (!values.poll) await follower.follow();
      await sleep(values.poll ? Number(values.poll) * 1_000 : 1_000);
      follower.wait = 1_000;
    } catch (failure) {
      if (!(failure instanceof Unreachable)) throw failure;
      // Where only WebSockets fail, this makes it a poll with longer and longer pauses.
      console.log(`${failure.message}; trying again in ${follower.wait / 1_000} s.`);
      await sleep(follower.wait);
      follower.wait = Math.min(follower.wait * 2, longestWait);
    }
  }
});
