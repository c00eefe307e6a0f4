using System.Text.Json.Nodes;

namespace HubExample;

/// <summary>
/// List a subject and initiate the linked action: dotnet run -- list-and-initiate DECISION.json [--for-real]. 认定与发起
/// </summary>
/// <remarks>
/// The listing is your department's decision and is entered at once. The linked action is shown as a plan, and is
/// initiated only with --for-real. Run it as often as you like: the decision's case number is the idempotency key,
/// so a run that broke off is simply repeated. Exit code 0: done; 1: refused; 2: it could not be found out.
/// </remarks>
public static class ListAndInitiate
{
    public static async Task<int> Run(string file, bool forReal)
    {
        var decision = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        var key = (string)decision["caseNumber"]!;

        var listing = With(decision["listing"]!, ("idempotencyKey", key));
        var listed = (await Hub.Ask("list_subject", new { input = listing }, repeat: true))["listSubject"]!;
        Hub.ReadAloud(listed["refusals"]);
        if (listed["entry"] is not { } entry)
        {
            return 1;
        }
        Console.WriteLine(
            $"{entry["subject"]?["name"]} is on the list {entry["listType"]?["name"]} until {entry["validUntil"]}.");
        foreach (var role in listed["gaps"]!.AsArray())
        {
            Console.WriteLine($"The register knows no {role} at the time of the conduct.");
        }

        var action = With(decision["action"]!, ("entry", (string)entry["id"]!));
        var rehearsal = With(action, ("dryRun", true));
        var plan = (await Hub.Ask("initiate", new { input = rehearsal }, repeat: true))["initiateAction"]!;
        Show(plan);
        if (!forReal)
        {
            return (int)plan["planned"]! > 0 ? 0 : 1;
        }
        // Also after a plan with nothing in it: if an earlier run got this far, the key brings its action back.
        var real = With(action, ("idempotencyKey", key));
        var done = (await Hub.Ask("initiate", new { input = real }, repeat: true))["initiateAction"]!;
        if (done["action"] is not { } initiated)
        {
            Hub.ReadAloud(done["refusals"]);
            return 1;
        }
        Console.WriteLine($"The linked action stands, with {initiated["progress"]!["total"]} assignments.");
        return 0;
    }

    /// <summary>The plan in words. Refusals beside a plan name what was left out of it.</summary>
    private static void Show(JsonNode plan)
    {
        Hub.ReadAloud(plan["refusals"]);
        var planned = (int)plan["planned"]!;
        var shown = Hub.Rows(plan["plannedAssignments"]);
        Console.WriteLine($"The plan has {planned} assignments.");
        foreach (var row in shown)
        {
            var measure = row["measure"]!;
            Console.WriteLine(
                $"  {row["assignedTo"]!["name"]}: {measure["title"]} ({measure["force"]}), {row["target"]!["name"]}");
        }
        if (planned > shown.Length)
        {
            Console.WriteLine($"  … and {planned - shown.Length} more");
        }
        foreach (var row in Hub.Rows(plan["unrouted"]))
        {
            Console.WriteLine($"  Nobody in {row["region"]!["name"]} can carry out: {row["measure"]!["title"]}");
        }
    }

    /// <summary>A copy of an input with one property more.</summary>
    private static JsonObject With(JsonNode input, (string Name, JsonNode Value) more)
    {
        var copy = input.DeepClone().AsObject();
        copy[more.Name] = more.Value;
        return copy;
    }
}
