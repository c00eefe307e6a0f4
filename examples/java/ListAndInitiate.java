import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * List a subject and initiate the linked action: java -cp classes ListAndInitiate DECISION.json [--for-real]. 认定与发起
 *
 * <p>The listing is your department's decision and is entered at once. The linked action is shown as a plan, and is
 * initiated only with --for-real. Run it as often as you like: the decision's case number is the idempotency key, so
 * a run that broke off is simply repeated. Exit code 0: done; 1: refused; 2: it could not be found out.
 */
final class ListAndInitiate {
    public static void main(String[] arguments) throws Exception {
        Hub.run(() -> {
            var forReal = Arrays.asList(arguments).contains("--for-real");
            if (arguments.length != (forReal ? 2 : 1) || arguments[0].startsWith("--")) {
                System.err.println("usage: java -cp classes ListAndInitiate DECISION.json [--for-real]");
                return 2;
            }
            return carryOut(Json.read(Files.readString(Path.of(arguments[0]))), forReal);
        });
    }

    private static int carryOut(Object decision, boolean forReal) throws InterruptedException {
        var key = Json.at(decision, "caseNumber");
        var listed = mutate("list_subject", "listSubject", Json.at(decision, "listing"), Map.of("idempotencyKey", key));
        Hub.readAloud(Json.list(listed, "refusals"));
        var entry = Json.at(listed, "entry");
        if (entry == null) {
            return 1;
        }
        System.out.printf("%s is on the list %s until %s.%n", Json.at(entry, "subject", "name"),
                Json.at(entry, "listType", "name"), Json.at(entry, "validUntil"));
        for (var role : Json.list(listed, "gaps")) {
            System.out.println("The register knows no " + role + " at the time of the conduct.");
        }

        var action = Json.at(decision, "action");
        var id = Json.at(entry, "id");
        var plan = mutate("initiate", "initiateAction", action, Map.of("entry", id, "dryRun", true));
        var planned = show(plan);
        if (!forReal) {
            return planned > 0 ? 0 : 1;
        }
        // Also after a plan with nothing in it: if an earlier run got this far, the key brings its action back.
        var done = mutate("initiate", "initiateAction", action, Map.of("entry", id, "idempotencyKey", key));
        if (Json.at(done, "action") == null) {
            Hub.readAloud(Json.list(done, "refusals"));
            return 1;
        }
        System.out.printf("The linked action stands, with %s assignments.%n",
                Json.at(done, "action", "progress", "total"));
        return 0;
    }

    /** The payload of a change that may be repeated; its input is what the decision says, and more. */
    private static Object mutate(String name, String field, Object given, Map<String, ?> more)
            throws InterruptedException {
        var input = new LinkedHashMap<Object, Object>((Map<?, ?>) given);
        input.putAll(more);
        return Json.at(Hub.ask(name, Map.of("input", input), true), field);
    }

    /** The plan in words, and how many assignments it has. Refusals beside a plan name what was left out of it. */
    private static int show(Object plan) {
        Hub.readAloud(Json.list(plan, "refusals"));
        var planned = ((BigDecimal) Json.at(plan, "planned")).intValue();
        var shown = Json.list(plan, "plannedAssignments");
        System.out.println("The plan has " + planned + " assignments.");
        for (var row : shown) {
            System.out.printf("  %s: %s (%s), %s%n", Json.at(row, "assignedTo", "name"),
                    Json.at(row, "measure", "title"), Json.at(row, "measure", "force"), Json.at(row, "target", "name"));
        }
        if (planned > shown.size()) {
            System.out.println("  … and " + (planned - shown.size()) + " more");
        }
        for (var row : Json.list(plan, "unrouted")) {
            System.out.printf("  Nobody in %s can carry out: %s%n", Json.at(row, "region", "name"),
                    Json.at(row, "measure", "title"));
        }
        return planned;
    }
}
