using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace HubExample;

/// <summary>The hub says that the request, the token or the hub itself has to change first (<c>errors[]</c>).</summary>
public sealed class HubException(string message) : Exception(message);

/// <summary>There was no answer; what was asked may have been done or not, and may work a little later.</summary>
public sealed class UnreachableException(string message) : Exception(message);

/// <summary>One department's way to the hub: where it is, with which token, and what to make of each kind of no.</summary>
/// <remarks>A refusal (<c>refusals[]</c>) is an answer, not an exception: a clerk reads it.</remarks>
public static class Hub
{
    public static readonly Uri Address =
        new(Environment.GetEnvironmentVariable("HUB_URL") ?? "http://127.0.0.1:8000/graphql");

    /// <summary>
    /// Names as the schema has them, and null properties left out: to GraphQL that says «not given», where null
    /// would be a value. In a @oneOf input, such as SubjectKey, a second property that is null makes it invalid.
    /// </summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Longer than the 60 s that the hub gives a change, so that it is the hub that gives up first.
    private static readonly HttpClient Http =
        new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = TimeSpan.FromSeconds(70) };

    private static readonly int[] Waits = [1, 3]; // seconds before asking a second and a third time
    private static readonly HashSet<string> Passing = ["UPSTREAM_UNAVAILABLE", "TIMEOUT", "RATE_LIMITED"];

    /// <summary>The token, from the environment: on a command line everybody on the machine could read it.</summary>
    public static string Token =>
        Environment.GetEnvironmentVariable("HUB_TOKEN") is { Length: > 0 } token
            ? token
            : throw new HubException("HUB_TOKEN is not set: it is the token of your department.");

    /// <summary>The text of an operation; values go beside it as variables, never into it.</summary>
    public static string Operation(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "operations", $"{name}.graphql"));

    /// <summary>
    /// The answer's data. Asks again only with <paramref name="repeat"/>: for queries, and changes with an
    /// idempotency key.
    /// </summary>
    public static async Task<JsonNode> Ask(string name, object variables, bool repeat)
    {
        foreach (var wait in repeat ? Waits : Array.Empty<int>())
        {
            try
            {
                return await AskOnce(name, variables);
            }
            catch (UnreachableException)
            {
                await Task.Delay(TimeSpan.FromSeconds(wait));
            }
        }
        return await AskOnce(name, variables);
    }

    private static async Task<JsonNode> AskOnce(string name, object variables)
    {
        var body = JsonSerializer.Serialize(new { query = Operation(name), variables }, Json);
        using var request = new HttpRequestMessage(HttpMethod.Post, Address)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        request.Headers.Accept.ParseAdd("application/graphql-response+json");
        try
        {
            using var response = await Http.SendAsync(request);
            return Data(response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (Exception none) when (none is HttpRequestException or TaskCanceledException)
        {
            throw Unreachable(none.Message);
        }
    }

    private static JsonNode Data(HttpStatusCode status, string body)
    {
        JsonNode? answer;
        try
        {
            answer = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            if ((int)status is 429 or 502 or 503 or 504)
            {
                throw Unreachable($"HTTP {(int)status}");
            }
            throw new HubException($"HTTP {(int)status} from {Address}");
        }
        return answer?["errors"] is null && answer?["data"] is { } data ? data : throw Failed(answer?["errors"]);
    }

    /// <summary>What <c>errors[]</c> means for whoever asked.</summary>
    public static Exception Failed(JsonNode? errors)
    {
        var first = errors is JsonArray { Count: > 0 } several ? several[0] : null;
        var code = (string?)first?["extensions"]?["code"] ?? "ERROR";
        var reference = (string?)first?["extensions"]?["errorId"];
        var words = $"{code}: {first?["message"]}{(reference is null ? "" : $" (errorId {reference})")}";
        return Passing.Contains(code) ? new UnreachableException(words) : new HubException(words);
    }

    /// <summary>What a line that broke means for whoever asked.</summary>
    public static UnreachableException Unreachable(string why) => new($"The hub at {Address} does not answer: {why}");

    /// <summary>The objects of a list.</summary>
    public static JsonObject[] Rows(JsonNode? list) => list is JsonArray array ? array.OfType<JsonObject>().ToArray() : [];

    /// <summary>Each refusal in the hub's own words, with the clause, the place in the input and what is possible.</summary>
    public static void ReadAloud(JsonNode? refusals)
    {
        foreach (var refusal in Rows(refusals))
        {
            var clause = refusal["clause"] is { } named ? $", {named}" : "";
            var place = refusal["path"] is JsonArray path ? $" [{string.Join(".", path)}]" : "";
            Console.Error.WriteLine($"Refused ({refusal["code"]}{clause}): {refusal["message"]}{place}");
            if (refusal["allowed"]!.AsArray() is { Count: > 0 } allowed)
            {
                Console.Error.WriteLine($"  Possible now: {string.Join(", ", allowed)}");
            }
        }
    }
}
