using System.Text;
using System.Text.Json.Nodes;

namespace HubExample;

/// <summary>
/// Follow the inbox and take new assignments on: dotnet run -- follow-and-acknowledge CURSOR_FILE. 接收并确认
/// </summary>
/// <remarks>
/// Reads on from the cursor in the file (from the oldest message without one) by polling, then follows live; when
/// the line breaks it begins again at the kept cursor. It may be killed at any moment: the cursor is stored after the
/// work it stands for, and an assignment taken on twice is only looked at twice. --once reads to the end and stops,
/// for a timer; --poll SECONDS never follows live, for networks without WebSockets.
/// </remarks>
public sealed class FollowAndAcknowledge
{
    private static readonly string[] Kinds = ["assignment_issued"];
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60); // between two attempts to reach the hub

    private readonly string file;
    private string? cursor;
    private string? department;
    private TimeSpan wait = TimeSpan.FromSeconds(1); // before the next attempt

    public FollowAndAcknowledge(string file)
    {
        this.file = file;
        cursor = File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    /// <summary>Catch up, follow, and when the line breaks wait a little longer each time.</summary>
    public async Task<int> Run(bool once, TimeSpan? poll)
    {
        while (true)
        {
            try
            {
                await CatchUp();
                Console.WriteLine("Caught up.");
                if (once)
                {
                    return 0;
                }
                if (poll is null)
                {
                    await Follow();
                }
                await Task.Delay(poll ?? TimeSpan.FromSeconds(1));
                wait = TimeSpan.FromSeconds(1);
            }
            catch (UnreachableException later)
            {
                // Where only WebSockets fail, this makes it a poll with longer and longer pauses.
                Console.WriteLine($"{later.Message}; trying again in {wait.TotalSeconds} s.");
                await Task.Delay(wait);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
            }
        }
    }

    /// <summary>Poll until there is no more.</summary>
    private async Task CatchUp()
    {
        for (var more = true; more;)
        {
            var answer = await Hub.Ask("inbox", new { after = cursor, kinds = Kinds }, repeat: false);
            department = (string?)answer["viewer"]?["department"]?["id"];
            var page = answer["notifications"]!;
            var items = Hub.Rows(page["items"]);
            if (items.FirstOrDefault() is { } first && (string?)first["__typename"] == "CursorExpired")
            {
                Console.WriteLine("The kept cursor has expired: beginning again at the oldest message.");
                cursor = (string?)first["oldest"];
                continue;
            }
            await TakeOn(items);
            await Keep((string)page["end"]!);
            more = (bool)page["hasMore"]!;
        }
    }

    /// <summary>Take on what comes, until there is a reason to read by polling again.</summary>
    private async Task Follow()
    {
        using var live = await Live.Open();
        Console.WriteLine("Following live.");
        wait = TimeSpan.FromSeconds(1);
        await foreach (var data in live.Follow("follow", new { after = cursor, kinds = Kinds }))
        {
            var item = data["notifications"]!;
            if ((string?)item["__typename"] != "Notification")
            {
                return; // Lagged or CursorExpired: polling sorts it out
            }
            await TakeOn(new[] { item });
            await Keep((string)item["cursor"]!);
        }
    }

    /// <summary>Acknowledge what is new and ours; what was withdrawn meanwhile is refused, and said.</summary>
    private async Task TakeOn(IEnumerable<JsonNode> items)
    {
        var assignments = items
            .Select(item => item["node"])
            .Where(node => (string?)node?["__typename"] == "Assignment")
            .Where(node => (string?)node!["state"] == "ISSUED" && (string?)node["assignedTo"]!["id"] == department)
            .Select(node => (string)node!["id"]!)
            .ToArray();
        if (assignments.Length == 0)
        {
            return;
        }
        // Not repeated here: after a lost answer the inbox is read again, and shows what was done.
        var input = new { assignments, @operator = "inbox follower" };
        var taken = (await Hub.Ask("acknowledge", new { input }, repeat: false))["acknowledgeAssignments"]!;
        foreach (var each in Hub.Rows(taken["assignments"]))
        {
            Console.WriteLine($"Taken on: {each["measure"]!["title"]}, {(string?)each["target"]?["name"] ?? "(erased)"}");
        }
        Hub.ReadAloud(taken["refusals"]);
    }

    /// <summary>Store the place whole or not at all, then tell the hub how far the inbox was received.</summary>
    private async Task Keep(string reached)
    {
        cursor = reached;
        using (var stream = new FileStream($"{file}.new", FileMode.Create))
        {
            stream.Write(Encoding.UTF8.GetBytes(reached));
            stream.Flush(flushToDisk: true);
        }
        File.Move($"{file}.new", file, overwrite: true);
        var receipt = await Hub.Ask("confirm_receipt", new { input = new { upTo = reached } }, repeat: false);
        Hub.ReadAloud(receipt["confirmNotifications"]!["refusals"]);
    }
}
