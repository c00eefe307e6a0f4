// List a subject and initiate the linked action: node list-and-initiate.ts DECISION.json [--for-real]. 认定与发起
//
// The listing is your department's decision and is entered at once. The linked action is shown as a plan, and is
// initiated only with --for-real. Run it as often as you like: the decision's case number is the idempotency key,
// so a run that broke off is simply repeated. Exit code 0: done; 1: refused; 2: it could not be found out.
import { readFileSync } from "node:fs";
import { ask, readAloud, run } from "./connection.ts";
import {
  InitiateDocument,
  ListSubjectDocument,
  type InitiateActionInput,
  type InitiateMutation,
  type ListSubjectInput,
} from "./operations.ts";

interface Decision {
  caseNumber: string;
  listing: ListSubjectInput;
  action: Omit<InitiateActionInput, "entry">;
}

/** The plan in words. Refusals beside a plan name what was left out of it. */
function show({ refusals, planned, plannedAssignments, unrouted }: InitiateMutation["initiateAction"]): void {
  readAloud(refusals);
  console.log(`The plan has ${planned} assignments.`);
  for (const { assignedTo, measure, target } of plannedAssignments) {
    console.log(`  ${assignedTo.name}: ${measure.title} (${measure.force}), ${target.name}`);
  }
  if (planned > plannedAssignments.length) console.log(`  … and ${planned - plannedAssignments.length} more`);
  for (const { region, measure } of unrouted) {
    console.log(`  Nobody in ${region.name} can carry out: ${measure.title}`);
  }
}

await run(async () => {
  const forReal = process.argv.includes("--for-real");
  const [file] = process.argv.slice(2).filter((argument) => argument !== "--for-real");
  if (!file) {
    console.error("usage: node list-and-initiate.ts DECISION.json [--for-real]");
    return 2;
  }
  const decision: Decision = JSON.parse(readFileSync(file, "utf8"));
  const idempotencyKey = decision.caseNumber;

  const listing = { ...decision.listing, idempotencyKey };
  const { listSubject } = await ask(ListSubjectDocument, { input: listing }, { repeat: true });
  readAloud(listSubject.refusals);
  const { entry, gaps } = listSubject;
  if (!entry) return 1;
  console.log(`${entry.subject?.name} is on the list ${entry.listType?.name} until ${entry.validUntil}.`);
  for (const role of gaps) console.log(`The register knows no ${role} at the time of the conduct.`);

  const action = { ...decision.action, entry: entry.id };
  const { initiateAction: plan } = await ask(
    InitiateDocument,
    { input: { ...action, dryRun: true } },
    { repeat: true },
  );
  show(plan);
  if (!forReal) return plan.planned ? 0 : 1;

  // Also after a plan with nothing in it: if an earlier run got this far, the key brings its action back.
  const { initiateAction: done } = await ask(
    InitiateDocument,
    { input: { ...action, idempotencyKey } },
    { repeat: true },
  );
  if (!done.action) {
    readAloud(done.refusals);
    return 1;
  }
  console.log(`The linked action stands, with ${done.action.progress.total} assignments.`);
  return 0;
});
