using System.Text.Json.Nodes;

namespace HubExample;

/// <summary>Look up a company before a licence: dotnet run -- look-up CODE. 发证前查询</summary>
/// <remarks>Exit code 0: nothing stands against it; 1: look into it first; 2: it could not be found out.</remarks>
public static class LookUp
{
    private static readonly Dictionary<string, string> Lists = new()
    {
        ["RED"] = "red list 红名单",
        ["BLACK"] = "black list 黑名单",
        ["WATCH"] = "watch list 重点关注名单",
    };

    /// <summary>Points at a subject by exactly one key; the others stay null and are left out.</summary>
    private sealed record SubjectKey(string? Id = null, string? Code = null, string? IdNumber = null);

    public static async Task<int> Run(string code)
    {
        var data = await Hub.Ask("look_up", new { by = new SubjectKey(Code: code) }, repeat: true);
        if (data["subject"] is not { } subject)
        {
            Console.WriteLine($"{code} is not registered: nothing is known of it, neither good nor bad.");
            return 2;
        }
        Console.WriteLine($"{subject["name"]} ({code})");
        return Say(subject["listEntries"]!, subject["residualEffects"]!);
    }

    /// <summary>Put entries and remaining measures into words; the exit code.</summary>
    private static int Say(JsonNode listEntries, JsonNode residualEffects)
    {
        var entries = Hub.Rows(listEntries["nodes"]);
        var effects = Hub.Rows(residualEffects["nodes"]);
        foreach (var entry in entries)
        {
            var until = (string?)entry["validUntil"] ?? "further notice";
            var list = $"{Lists[(string)entry["kind"]!]} {entry["listType"]?["name"]}";
            Console.WriteLine($"On the {list} of {entry["listedBy"]?["name"]}, until {until}.");
        }
        foreach (var effect in effects)
        {
            var since = $"{((string?)effect["releaseDueSince"])?[..10]} ({effect["releaseReason"]})";
            Console.WriteLine(
                $"Still restricted by {effect["assignedTo"]!["name"]}: {effect["measure"]!["title"]}, to be lifted since {since}.");
        }
        var more = new[] { listEntries, residualEffects }.Any(page => (bool)page["pageInfo"]!["hasNextPage"]!);
        if (more)
        {
            Console.WriteLine("There is more than is shown here.");
        }
        if (more || effects.Length > 0 || entries.Any(entry => (string)entry["kind"]! != "RED"))
        {
            Console.WriteLine("Look into this before you grant anything.");
            return 1;
        }
        Console.WriteLine("Nothing stands against it.");
        return 0;
    }
}
