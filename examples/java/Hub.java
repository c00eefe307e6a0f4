import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * One department's way to the hub: where it is, with which token, and what to make of each kind of no.
 *
 * <p>A refusal ({@code refusals[]}) is an answer: a clerk reads it. An error ({@code errors[]}) is {@link Failed}:
 * somebody has to change the request, the token or the hub. No answer at all is {@link Unreachable}: the same may
 * work a little later.
 */
final class Hub {
    /** The hub says that the request, the token or the hub itself has to change first. */
    static final class Failed extends RuntimeException {
        Failed(String message) {
            super(message);
        }
    }

    /** There was no answer; what was asked may have been done or not. */
    static final class Unreachable extends RuntimeException {
        Unreachable(String message) {
            super(message);
        }
    }

    static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    static final URI ADDRESS =
            URI.create(Objects.requireNonNullElse(System.getenv("HUB_URL"), "http://127.0.0.1:8000/graphql"));

    // Longer than the 60 s that the hub gives a change, so that it is the hub that gives up first.
    private static final Duration TIMEOUT = Duration.ofSeconds(70);
    private static final List<Integer> WAITS = List.of(1, 3); // seconds before asking a second and a third time
    private static final Set<String> PASSING = Set.of("UPSTREAM_UNAVAILABLE", "TIMEOUT", "RATE_LIMITED");
    private static final Set<Integer> PASSING_STATUS = Set.of(429, 502, 503, 504);

    private Hub() {}

    /** The token, from the environment: on a command line everybody on the machine could read it. */
    static String authorization() {
        var token = System.getenv("HUB_TOKEN");
        if (token == null || token.isEmpty()) {
            throw new Failed("HUB_TOKEN is not set: it is the token of your department.");
        }
        return "Bearer " + token;
    }

    /** The text of an operation; values go beside it as variables, never into it. */
    static String operation(String name) {
        try {
            return Files.readString(Path.of("..", "operations", name + ".graphql"));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** The answer's data. Asks again only with {@code repeat}: for queries, and changes with an idempotency key. */
    static Object ask(String name, Map<String, ?> variables, boolean repeat) throws InterruptedException {
        for (var wait : repeat ? WAITS : List.<Integer>of()) {
            try {
                return askOnce(name, variables);
            } catch (Unreachable later) {
                Thread.sleep(wait * 1000L);
            }
        }
        return askOnce(name, variables);
    }

    private static Object askOnce(String name, Map<String, ?> variables) throws InterruptedException {
        var body = Json.write(Map.of("query", operation(name), "variables", variables));
        var request = HttpRequest.newBuilder(ADDRESS)
                .timeout(TIMEOUT)
                .header("Authorization", authorization())
                .header("Accept", "application/graphql-response+json")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            var response = HTTP.send(request, BodyHandlers.ofString());
            return data(response.statusCode(), response.body());
        } catch (IOException none) {
            throw unreachable(none);
        }
    }

    private static Object data(int status, String body) {
        Object answer;
        try {
            answer = Json.read(body);
        } catch (IllegalArgumentException notJson) {
            var words = "HTTP " + status + " from " + ADDRESS;
            throw PASSING_STATUS.contains(status) ? new Unreachable(words) : new Failed(words);
        }
        var errors = Json.list(answer, "errors");
        if (!errors.isEmpty() || Json.at(answer, "data") == null) {
            throw failed(errors);
        }
        return Json.at(answer, "data");
    }

    /** What {@code errors[]} means for whoever asked. */
    static RuntimeException failed(List<?> errors) {
        var code = Objects.requireNonNullElse(Json.at(errors, 0, "extensions", "code"), "ERROR");
        var reference = Json.at(errors, 0, "extensions", "errorId");
        var words = code + ": " + Json.at(errors, 0, "message") + (reference == null ? "" : " (errorId " + reference + ")");
        return PASSING.contains(code) ? new Unreachable(words) : new Failed(words);
    }

    /** What a line that broke means for whoever asked. */
    static Unreachable unreachable(Throwable broken) {
        var why = broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage();
        return new Unreachable("The hub at " + ADDRESS + " does not answer: " + why);
    }

    /** Each refusal in the hub's own words, with the clause, the place in the input and what is possible. */
    static void readAloud(List<?> refusals) {
        for (var refusal : refusals) {
            var clause = Json.at(refusal, "clause");
            var place = String.join(".", strings(Json.list(refusal, "path")));
            var allowed = strings(Json.list(refusal, "allowed"));
            System.err.println("Refused (" + Json.at(refusal, "code") + (clause == null ? "" : ", " + clause) + "): "
                    + Json.at(refusal, "message") + (place.isEmpty() ? "" : " [" + place + "]"));
            if (!allowed.isEmpty()) {
                System.err.println("  Possible now: " + String.join(", ", allowed));
            }
        }
    }

    /** Run a program; what it could not find out or do is one line, and exit code 2. */
    static void run(Callable<Integer> program) throws Exception {
        int code;
        try {
            code = program.call();
        } catch (Failed | Unreachable failure) {
            System.err.println(failure.getMessage());
            code = 2;
        }
        System.exit(code);
    }

    private static List<String> strings(List<?> values) {
        return values.stream().map(String::valueOf).toList();
    }
}
