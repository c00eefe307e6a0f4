import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One subscription over graphql-transport-ws, on a socket of its own. */
final class Live implements WebSocket.Listener, AutoCloseable {
    // The hub pings every 25 s: after twice that and more, nobody is there any longer.
    private static final long SILENCE = 60;

    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    Live(String operation, Map<String, ?> variables) throws InterruptedException {
        try {
            socket = Hub.HTTP.newWebSocketBuilder()
                    .subprotocols("graphql-transport-ws")
                    .header("Authorization", Hub.authorization())
                    .connectTimeout(Duration.ofSeconds(5))
                    .buildAsync(URI.create(Hub.ADDRESS.toString().replaceFirst("^http", "ws")), this)
                    .join();
        } catch (CompletionException none) {
            throw Hub.unreachable(none.getCause());
        }
        say(Map.of("type", "connection_init"));
        receive("connection_ack");
        var payload = Map.of("query", Hub.operation(operation), "variables", variables);
        say(Map.of("type", "subscribe", "id", "1", "payload", payload));
    }

    /** The data of the next event; null when the hub ends the subscription. */
    Object next() throws InterruptedException {
        var message = receive("next");
        if (message == null) {
            return null;
        }
        var errors = Json.list(message, "payload", "errors");
        if (!errors.isEmpty()) {
            throw Hub.failed(errors);
        }
        return Json.at(message, "payload", "data");
    }

    @Override
    public void close() {
        socket.abort();
    }

    private Object receive(String wanted) throws InterruptedException {
        while (true) {
            var message = heard.poll(SILENCE, TimeUnit.SECONDS);
            if (message == null) {
                throw Hub.unreachable(new IOException("silence for " + SILENCE + " s"));
            }
            if (message instanceof Throwable broken) {
                throw Hub.unreachable(broken);
            }
            // One message at a time: while we work, the hub waits.
            socket.request(1);
            var type = String.valueOf(Json.at(message, "type"));
            if (type.equals(wanted)) {
                return message;
            }
            switch (type) {
                case "ping" -> say(Map.of("type", "pong"));
                case "error" -> throw Hub.failed(Json.list(message, "payload"));
                case "complete" -> {
                    return null;
                }
                default -> { }
            }
        }
    }

    private void say(Map<String, ?> message) {
        try {
            socket.sendText(Json.write(message), true).join();
        } catch (CompletionException broken) {
            throw Hub.unreachable(broken.getCause());
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            heard.add(Json.read(text.toString()));
            text.setLength(0);
        } else {
            socket.request(1);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        heard.add(new IOException("closed with " + status + " " + reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        heard.add(error);
    }
}
