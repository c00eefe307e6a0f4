// The three programs under one name: dotnet run -- look-up | list-and-initiate | follow-and-acknowledge …
using HubExample;

try
{
    return args switch
    {
        ["look-up", var code] => await LookUp.Run(code),
        ["list-and-initiate", var file] => await ListAndInitiate.Run(file, forReal: false),
        ["list-and-initiate", var file, "--for-real"] => await ListAndInitiate.Run(file, forReal: true),
        ["follow-and-acknowledge", var file] => await new FollowAndAcknowledge(file).Run(once: false, poll: null),
        ["follow-and-acknowledge", var file, "--once"] => await new FollowAndAcknowledge(file).Run(once: true, poll: null),
        ["follow-and-acknowledge", var file, "--poll", var seconds] =>
            await new FollowAndAcknowledge(file).Run(once: false, poll: TimeSpan.FromSeconds(double.Parse(seconds))),
        _ => Usage(),
    };
}
catch (Exception failure) when (failure is HubException or UnreachableException)
{
    Console.Error.WriteLine(failure.Message);
    return 2;
}

static int Usage()
{
    Console.Error.WriteLine("""
        usage: dotnet run -- look-up CODE
               dotnet run -- list-and-initiate DECISION.json [--for-real]
               dotnet run -- follow-and-acknowledge CURSOR_FILE [--once | --poll SECONDS]
        """);
    return 2;
}
