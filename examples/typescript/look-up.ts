// Look up a company before a licence: node look-up.ts CODE. 发证前查询
//
// Exit code 0: nothing stands against it; 1: look into it first; 2: it could not be found out.
import { ask, run } from "./connection.ts";
import { LookUpDocument, type LookUpQuery } from "./operations.ts";

const lists = { RED: "red list 红名单", BLACK: "black list 黑名单", WATCH: "watch list 重点关注名单" };

/** Put entries and remaining measures into words; the exit code. */
function say({ listEntries, residualEffects }: NonNullable<LookUpQuery["subject"]>): number {
  for (const { kind, listType, listedBy, validUntil } of listEntries.nodes) {
    const until = validUntil ?? "further notice";
    console.log(`On the ${lists[kind]} ${listType?.name} of ${listedBy?.name}, until ${until}.`);
  }
  for (const { assignedTo, measure, releaseDueSince, releaseReason } of residualEffects.nodes) {
    const since = `${releaseDueSince?.slice(0, 10)} (${releaseReason})`;
    console.log(`Still restricted by ${assignedTo.name}: ${measure.title}, to be lifted since ${since}.`);
  }
  const more = listEntries.pageInfo.hasNextPage || residualEffects.pageInfo.hasNextPage;
  if (more) console.log("There is more than is shown here.");
  if (more || residualEffects.nodes.length || listEntries.nodes.some(({ kind }) => kind !== "RED")) {
    console.log("Look into this before you grant anything.");
    return 1;
  }
  console.log("Nothing stands against it.");
  return 0;
}

await run(async () => {
  const code = process.argv[2];
  if (!code) {
    console.error("usage: node look-up.ts CODE");
    return 2;
  }
  const { subject } = await ask(LookUpDocument, { by: { code } }, { repeat: true });
  if (!subject) {
    console.log(`${code} is not registered: nothing is known of it, neither good nor bad.`);
    return 2;
  }
  console.log(`${subject.name} (${code})`);
  return say(subject);
});
