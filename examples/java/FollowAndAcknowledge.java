import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Follow the inbox and take new assignments on: java -cp classes FollowAndAcknowledge CURSOR_FILE. 接收并确认
 *
 * <p>Reads on from the cursor in the file (from the oldest message without one) by polling, then follows live; when
 * the line breaks it begins again at the kept cursor. It may be killed at any moment: the cursor is stored after the
 * work it stands for, and an assignment taken on twice is only looked at twice.
 *
 * <p>--once reads to the end and stops, for a timer; --poll SECONDS never follows live, for networks without
 * WebSockets.
 */
final class FollowAndAcknowledge {
    private static final List<String> KINDS = List.of("assignment_issued");
    private static final long LONGEST_WAIT = 60; // seconds between two attempts to reach the hub

    private final Path file;
    private String cursor;
    private Object department;
    private long wait = 1; // seconds before the next attempt

    private FollowAndAcknowledge(Path file) throws IOException {
        this.file = file;
        this.cursor = Files.exists(file) ? Files.readString(file).strip() : null;
    }

    public static void main(String[] arguments) throws Exception {
        Hub.run(() -> {
            var options = List.of(arguments);
            if (options.isEmpty() || options.get(0).startsWith("--")) {
                System.err.println("usage: java -cp classes FollowAndAcknowledge CURSOR_FILE [--once] [--poll SECONDS]");
                return 2;
            }
            var poll = options.indexOf("--poll");
            var pause = poll < 0 ? null : Long.valueOf(options.get(poll + 1));
            return new FollowAndAcknowledge(Path.of(options.get(0))).serve(options.contains("--once"), pause);
        });
    }

    /** Catch up, follow, and when the line breaks wait a little longer each time. */
    private int serve(boolean once, Long poll) throws InterruptedException, IOException {
        while (true) {
            try {
                catchUp();
                System.out.println("Caught up.");
                if (once) {
                    return 0;
                }
                if (poll == null) {
                    follow();
                }
                Thread.sleep(poll == null ? 1000 : poll * 1000);
                wait = 1;
            } catch (Hub.Unreachable later) {
                // Where only WebSockets fail, this makes it a poll with longer and longer pauses.
                System.out.printf("%s; trying again in %d s.%n", later.getMessage(), wait);
                Thread.sleep(wait * 1000);
                wait = Math.min(wait * 2, LONGEST_WAIT);
            }
        }
    }

    /** Poll until there is no more. */
    private void catchUp() throws InterruptedException, IOException {
        for (var more = true; more; ) {
            var answer = Hub.ask("inbox", after(), false);
            department = Json.at(answer, "viewer", "department", "id");
            var page = Json.at(answer, "notifications");
            var items = Json.list(page, "items");
            if ("CursorExpired".equals(Json.at(items, 0, "__typename"))) {
                System.out.println("The kept cursor has expired: beginning again at the oldest message.");
                cursor = (String) Json.at(items, 0, "oldest");
                continue;
            }
            takeOn(items);
            keep((String) Json.at(page, "end"));
            more = Boolean.TRUE.equals(Json.at(page, "hasMore"));
        }
    }

    /** Take on what comes, until there is a reason to read by polling again. */
    private void follow() throws InterruptedException, IOException {
        try (var live = new Live("follow", after())) {
            System.out.println("Following live.");
            wait = 1;
            for (var data = live.next(); data != null; data = live.next()) {
                var item = Json.at(data, "notifications");
                if (!"Notification".equals(Json.at(item, "__typename"))) {
                    return; // Lagged or CursorExpired: polling sorts it out
                }
                takeOn(List.of(item));
                keep((String) Json.at(item, "cursor"));
            }
        }
    }

    /** Acknowledge what is new and ours; what was withdrawn meanwhile is refused, and said. */
    private void takeOn(List<?> items) throws InterruptedException {
        var assignments = items.stream()
                .map(item -> Json.at(item, "node"))
                .filter(node -> "Assignment".equals(Json.at(node, "__typename")))
                .filter(node -> "ISSUED".equals(Json.at(node, "state")))
                .filter(node -> Json.at(node, "assignedTo", "id").equals(department))
                .map(node -> Json.at(node, "id"))
                .toList();
        if (assignments.isEmpty()) {
            return;
        }
        // Not repeated here: after a lost answer the inbox is read again, and shows what was done.
        var input = Map.of("assignments", assignments, "operator", "inbox follower");
        var taken = Json.at(Hub.ask("acknowledge", Map.of("input", input), false), "acknowledgeAssignments");
        for (var each : Json.list(taken, "assignments")) {
            var target = Json.at(each, "target", "name");
            System.out.printf("Taken on: %s, %s%n", Json.at(each, "measure", "title"),
                    target == null ? "(erased)" : target);
        }
        Hub.readAloud(Json.list(taken, "refusals"));
    }

    /** Store the place whole or not at all, then tell the hub how far the inbox was received. */
    private void keep(String reached) throws InterruptedException, IOException {
        cursor = reached;
        var beside = file.resolveSibling(file.getFileName() + ".new");
        try (var out = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            out.write(ByteBuffer.wrap(reached.getBytes(StandardCharsets.UTF_8)));
            out.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        var receipt = Hub.ask("confirm_receipt", Map.of("input", Map.of("upTo", reached)), false);
        Hub.readAloud(Json.list(receipt, "confirmNotifications", "refusals"));
    }

    private Map<String, Object> after() {
        var variables = new HashMap<String, Object>();
        variables.put("after", cursor);
        variables.put("kinds", KINDS);
        return variables;
    }
}
