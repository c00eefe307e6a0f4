using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HubExample;

/// <summary>One subscription over graphql-transport-ws, on a socket of its own.</summary>
public sealed class Live : IDisposable
{
    // The hub pings every 25 s: after twice that and more, nobody is there any longer.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket socket = new();

    public void Dispose() => socket.Dispose();

    /// <summary>A socket on which the hub has accepted the token.</summary>
    public static async Task<Live> Open()
    {
        var live = new Live();
        live.socket.Options.AddSubProtocol("graphql-transport-ws");
        live.socket.Options.SetRequestHeader("Authorization", $"Bearer {Hub.Token}");
        var address = new UriBuilder(Hub.Address) { Scheme = Hub.Address.Scheme == "https" ? "wss" : "ws" };
        try
        {
            await Guarded(stop => live.socket.ConnectAsync(address.Uri, stop), TimeSpan.FromSeconds(5));
            await live.Say(new { type = "connection_init" });
            while ((string?)(await live.Hear())["type"] != "connection_ack")
            {
            }
        }
        catch
        {
            live.Dispose();
            throw;
        }
        return live;
    }

    /// <summary>The data of each event as it comes; ends when the hub ends the subscription.</summary>
    public async IAsyncEnumerable<JsonNode> Follow(string operation, object variables)
    {
        var subscription = new { query = Hub.Operation(operation), variables };
        await Say(new { type = "subscribe", id = "1", payload = subscription });
        while (true)
        {
            var message = await Hear();
            switch ((string?)message["type"])
            {
                case "ping":
                    await Say(new { type = "pong" });
                    break;
                case "next":
                    var errors = message["payload"]!["errors"];
                    yield return errors is null ? message["payload"]!["data"]! : throw Hub.Failed(errors);
                    break;
                case "error":
                    throw Hub.Failed(message["payload"]);
                case "complete":
                    yield break;
            }
        }
    }

    private Task Say(object message)
    {
        var text = new ArraySegment<byte>(JsonSerializer.SerializeToUtf8Bytes(message, Hub.Json));
        return Guarded(stop => socket.SendAsync(text, WebSocketMessageType.Text, true, stop), Silence);
    }

    private async Task<JsonNode> Hear()
    {
        using var text = new MemoryStream();
        var part = new byte[8192];
        while (true)
        {
            WebSocketReceiveResult? received = null;
            await Guarded(async stop => received = await socket.ReceiveAsync(new ArraySegment<byte>(part), stop), Silence);
            if (received!.MessageType == WebSocketMessageType.Close)
            {
                throw Hub.Unreachable($"closed with {(int?)received.CloseStatus} {received.CloseStatusDescription}");
            }
            text.Write(part, 0, received.Count);
            if (received.EndOfMessage)
            {
                return JsonNode.Parse(text.ToArray())!;
            }
        }
    }

    private static async Task Guarded(Func<CancellationToken, Task> work, TimeSpan longest)
    {
        using var timer = new CancellationTokenSource(longest);
        try
        {
            await work(timer.Token);
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException)
        {
            throw Hub.Unreachable(broken.Message);
        }
    }
}
