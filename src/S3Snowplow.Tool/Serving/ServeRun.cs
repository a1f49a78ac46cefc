using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using S3Snowplow.Mapping;
using S3Snowplow.Hosting;

namespace S3Snowplow.Tool;

/// <summary>Checks all settings, and then runs until it is told to stop.</summary>
internal static class ServeRun
{
    /// <summary>For checking where no collector is set: nothing is sent there.</summary>
    public const string NoCollector = "http://127.0.0.1:9";

    /// <summary>Runs it.</summary>
    /// <param name="input">Where the settings come from.</param>
    /// <param name="isCheck">Whether it only says what would run.</param>
    /// <param name="console">Where it writes to.</param>
    /// <param name="cancellationToken">Tells it to stop, in order.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(ServeInput input, bool isCheck, ToolConsole console, CancellationToken cancellationToken)
    {
        ServeSettings settings = ServeSettings.Load(input);
        bool isEmbedded = !settings.HasCollector;
        await using TrialCollector? collector = isEmbedded && !isCheck && settings.Problems.Count == 0 ? await TrialCollector.StartAsync(settings.Value("EVENT_SCHEMA") ?? settings.Value("S3Snowplow:EventSchema") ?? ObjectEventMapper.DefaultSchema.Text, console.Time, cancellationToken) : null;
        if (isEmbedded)
        {
            settings.Values["COLLECTOR_URI"] = collector?.Uri.AbsoluteUri ?? NoCollector;
        }

        WebApplication app = ServeApplication.Build(settings, console.Time);
        await using (app)
        {
            string[] problems = [.. settings.Problems, .. await ServeCheck.ProblemsAsync(app, settings, cancellationToken)];
            if (problems.Length > 0)
            {
                return Refuse(problems, "nothing was started", console);
            }

            ServeApplication.Map(app);
            if (isCheck)
            {
                Say(await ServeSummary.OfAsync(app, settings, Listening.Split(settings.Value("urls"))[0], isEmbedded, cancellationToken), console);
                await console.Output.WriteLineAsync("Nothing is wrong with the settings; nothing was started.");
                return ExitCode.Success;
            }

            return await RunAsync(app, settings, collector, console, cancellationToken);
        }
    }

    private static async Task<int> RunAsync(WebApplication app, ServeSettings settings, TrialCollector? collector, ToolConsole console, CancellationToken cancellationToken)
    {
        // Before the start: what it takes to say it is not to fail afterwards.
        ServeSummary summary = await ServeSummary.OfAsync(app, settings, Listening.Default, collector is not null, cancellationToken);
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            string root = app.Urls.First().TrimEnd('/');
            Say(summary with { Page = root + "/", Webhook = root + ServeApplication.Webhook, Health = root + ServeApplication.Health }, console);
            console.Output.Flush();
            collector?.SayWhatItGets(console.Output);
        });
        return await HostProgram.RunAsync(
            async () =>
            {
                try
                {
                    return await app.RunToEndAsync(cancellationToken);
                }
                catch (IOException exception) when (exception.InnerException is AddressInUseException)
                {
                    throw new IOException($"{exception.Message.TrimEnd('.')}. Stop what listens there, or listen elsewhere: --urls http://127.0.0.1:PORT.", exception);
                }
            },
            console.Errors);
    }

    private static void Say(ServeSummary summary, ToolConsole console)
    {
        foreach (string line in summary.Lines())
        {
            console.Output.WriteLine(line);
        }

        console.Json(summary);
    }

    /// <summary>Says all that is wrong, a line each.</summary>
    public static int Refuse(string[] problems, string outcome, ToolConsole console)
    {
        foreach (string problem in SettingProblems.Sorted(problems))
        {
            console.Errors.WriteLine(problem.ReplaceLineEndings(" "));
        }

        return console.Refuse($"{problems.Length} {(problems.Length == 1 ? "setting is" : "settings are")} wrong; {outcome}.");
    }
}
