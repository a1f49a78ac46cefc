using Amazon.Runtime;
using Microsoft.AspNetCore.Builder;

namespace S3Snowplow.Tool;

/// <summary>Runs all checks side by side, each with a time limit, and tells what they found in a table.</summary>
internal static class DoctorRun
{
    /// <summary>How long a check may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Runs them.</summary>
    /// <param name="input">Where the settings come from.</param>
    /// <param name="registries">The registries of schemas.</param>
    /// <param name="elasticsearch">The Elasticsearch to look at, if any.</param>
    /// <param name="console">Where it writes to.</param>
    /// <param name="credentials">Who asks Amazon's services; <see langword="null"/> for Amazon's own chain.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<int> RunAsync(ServeInput input, IReadOnlyList<Uri> registries, Uri? elasticsearch, ToolConsole console, AWSCredentials? credentials, CancellationToken cancellationToken)
    {
        ServeSettings settings = ServeSettings.Load(input);
        bool hasCollector = settings.HasCollector;
        if (!hasCollector)
        {
            settings.Values["COLLECTOR_URI"] = ServeRun.NoCollector;
        }

        WebApplication app = ServeApplication.Build(settings, console.Time);
        await using (app)
        {
            string[] problems = [.. settings.Problems, .. await ServeCheck.ProblemsAsync(app, settings, cancellationToken)];
            if (problems.Length > 0)
            {
                return ServeRun.Refuse(problems, "nothing was reached", console);
            }

            // A redirect would hide that the address itself is not the right one.
            using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
            using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
            var context = new DoctorContext { Settings = settings, Services = app.Services, Http = http, Time = console.Time, Registries = registries, Elasticsearch = elasticsearch, Credentials = credentials };
            IReadOnlyList<IDoctorCheck> checks =
            [
                new SettingsFindings(context), new CollectorCheck(context, hasCollector), new ClockCheck(context, hasCollector), new SchemaCheck(context, hasCollector), new CredentialsCheck(context), new SqsCheck(context),
                new RabbitMqCheck(context), new BandsFindings(context), new ElasticsearchReadCheck(context), new ChannelFindings(context), new FolderCheck(context), new ExposureFindings(context),
            ];
            return Tell(await RunAllAsync(checks, console, cancellationToken), console);
        }
    }

    /// <summary>Runs checks side by side.</summary>
    public static async Task<IReadOnlyList<(string Name, Finding Finding)>> RunAllAsync(IReadOnlyList<IDoctorCheck> checks, ToolConsole console, CancellationToken cancellationToken)
    {
        using ToolProgress progress = console.Progress("looked at", "things", checks.Count);
        return await Task.WhenAll(checks.Select(async check =>
        {
            Finding finding = await RunAsync(check, console.Time, cancellationToken);
            progress.Add();
            return (check.Name, finding);
        }));
    }

    private static async Task<Finding> RunAsync(IDoctorCheck check, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await check.LookAsync(both.Token).WaitAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Wrong($"no answer within {Limit.TotalSeconds:0} s", "Look whether this machine reaches it: name, port, firewall, proxy.");
        }
#pragma warning disable CA1031 // One check that fails in a way that nobody thought of is a finding, and no reason to leave out the others.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return Finding.Wrong($"could not be looked at: {exception.Message.ReplaceLineEndings(" ")}", "Look at what the message says.");
        }
    }

    private static int Tell(IReadOnlyList<(string Name, Finding Finding)> findings, ToolConsole console)
    {
        console.Table(
            ["check", "", "found"],
            findings.Select(one => (IReadOnlyList<string>)[one.Name, one.Finding.Verdict switch { Verdict.Ok => "ok", Verdict.Wrong => "WRONG", _ => "skipped" }, one.Finding.Found]));
        (string Name, Finding Finding)[] wrong = [.. findings.Where(one => one.Finding.Verdict == Verdict.Wrong)];
        foreach ((string name, Finding finding) in wrong)
        {
            console.Output.WriteLine($"{name}: {finding.Found}. {finding.Todo}");
        }

        console.Json(new { checks = findings.Select(one => new { name = one.Name, verdict = one.Finding.Verdict, found = one.Finding.Found, todo = one.Finding.Todo }), wrong = wrong.Length });
        return wrong.Length == 0 ? ExitCode.Success : console.Fail($"{wrong.Length} of {findings.Count} checks found something wrong.");
    }
}
