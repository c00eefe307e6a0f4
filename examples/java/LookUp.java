import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Look up a company before a licence: java -cp classes LookUp CODE. 发证前查询
 *
 * <p>Exit code 0: nothing stands against it; 1: look into it first; 2: it could not be found out.
 */
final class LookUp {
    private static final Map<String, String> LISTS =
            Map.of("RED", "red list 红名单", "BLACK", "black list 黑名单", "WATCH", "watch list 重点关注名单");

    /** Points at a subject by exactly one key; Json.write leaves the others out. */
    record SubjectKey(String id, String code, String idNumber) {
        Map<String, Object> input() {
            var input = new HashMap<String, Object>();
            input.put("id", id);
            input.put("code", code);
            input.put("idNumber", idNumber);
            return input;
        }
    }

    public static void main(String[] arguments) throws Exception {
        Hub.run(() -> {
            if (arguments.length != 1) {
                System.err.println("usage: java -cp classes LookUp CODE");
                return 2;
            }
            var code = arguments[0];
            var by = new SubjectKey(null, code, null).input();
            var subject = Json.at(Hub.ask("look_up", Map.of("by", by), true), "subject");
            if (subject == null) {
                System.out.println(code + " is not registered: nothing is known of it, neither good nor bad.");
                return 2;
            }
            System.out.println(Json.at(subject, "name") + " (" + code + ")");
            return say(subject);
        });
    }

    /** Put entries and remaining measures into words; the exit code. */
    private static int say(Object subject) {
        var entries = Json.list(subject, "listEntries", "nodes");
        var effects = Json.list(subject, "residualEffects", "nodes");
        for (var entry : entries) {
            var until = Json.at(entry, "validUntil");
            System.out.printf("On the %s %s of %s, until %s.%n", LISTS.get(Json.at(entry, "kind")),
                    Json.at(entry, "listType", "name"), Json.at(entry, "listedBy", "name"),
                    until == null ? "further notice" : until);
        }
        for (var effect : effects) {
            System.out.printf("Still restricted by %s: %s, to be lifted since %.10s (%s).%n",
                    Json.at(effect, "assignedTo", "name"), Json.at(effect, "measure", "title"),
                    Json.at(effect, "releaseDueSince"), Json.at(effect, "releaseReason"));
        }
        var more = List.of("listEntries", "residualEffects").stream()
                .anyMatch(list -> Boolean.TRUE.equals(Json.at(subject, list, "pageInfo", "hasNextPage")));
        if (more) {
            System.out.println("There is more than is shown here.");
        }
        if (more || !effects.isEmpty() || entries.stream().anyMatch(entry -> !"RED".equals(Json.at(entry, "kind")))) {
            System.out.println("Look into this before you grant anything.");
            return 1;
        }
        System.out.println("Nothing stands against it.");
        return 0;
    }
}
