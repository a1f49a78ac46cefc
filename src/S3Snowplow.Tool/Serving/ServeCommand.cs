using System.CommandLine;

namespace S3Snowplow.Tool;

/// <summary>The command <c>serve</c>: relay, judge and page as one process with one file of settings.</summary>
internal static class ServeCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "serve";

    public static Command Create(CommandRun run)
    {
        var options = new ServeOptionSet();
        var check = new Option<bool>("--check") { Description = "Check all settings and say what would run; start nothing." };
        var init = new Option<bool>("--init") { Description = "Write an example of the file of settings, with comments; start nothing." };
        var urls = new Option<string?>("--urls") { Description = $"Where to listen, with semicolons between. By default {Listening.Default}." };
        var serve = new Command(Name, "Relays, judges, alerts and shows it on a page, until it is stopped: one process with one file of settings.") { options.Config, options.Sets, urls, check, init };
        serve.Validators.Add(result =>
        {
            if (result.GetValue(check) && result.GetValue(init))
            {
                result.AddError("--check and --init are both set; allowed: one of them.");
            }
        });
        run.Set(serve, (parsed, console, cancellationToken) => parsed.GetValue(init)
            ? Task.FromResult(ExampleSettings.Write(parsed.GetValue(options.Config) ?? ServeInput.DefaultFile, console))
            : ServeRun.RunAsync(options.Read(parsed) with { Urls = parsed.GetValue(urls) }, parsed.GetValue(check), console, cancellationToken));
        return serve;
    }
}
