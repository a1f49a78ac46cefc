using System.CommandLine;

namespace S3Snowplow.Tool;

/// <summary>The command <c>alert</c> with <c>test</c>.</summary>
internal static class AlertCommand
{
    public static Command Create(CommandRun run)
    {
        var alert = new Command("alert", "Sends test alerts.");
        alert.Subcommands.Add(Test(run));
        return alert;
    }

    private static Command Test(CommandRun run)
    {
        var config = new Option<string?>("--config") { Description = $"The configuration file of serve; by default {ServeInput.DefaultFile}, where there is one. Environment variables come on top (S3Snowplow__Alerts__NAME__Type)." };
        var bands = new Option<string?>("--bands") { Description = "A file or folder of bands, whose 'alerts' are looked at too: names of channels that are not set are said." };
        var channels = new Option<string[]>("--channel") { Description = "Only this channel; may be given several times.", AllowMultipleArgumentsPerToken = false };
        var test = new Command("test", "Sends a test alert to every configured channel, by the way that alerts go, and says what each answered. What it opens is closed again.") { config, bands, channels };
        run.Set(test, (parsed, console, cancellationToken) => AlertTestRun.RunAsync(parsed.GetValue(config), parsed.GetValue(bands), parsed.GetValue(channels) ?? [], console, cancellationToken));
        return test;
    }
}
