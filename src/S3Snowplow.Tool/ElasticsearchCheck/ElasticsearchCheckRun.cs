using System.Globalization;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>What the command line of <c>elasticsearch check</c> asked for.</summary>
/// <param name="Elasticsearch">Where and who.</param>
/// <param name="Documents">How many documents are made to measure reading; 0: none.</param>
internal sealed record ElasticsearchCheckSettings(ElasticsearchOptions Elasticsearch, int Documents);

/// <summary>What one check found.</summary>
/// <param name="Name">What has to be so.</param>
/// <param name="Verdict"><c>ok</c>, <c>FAILED</c> or <c>not offered</c>.</param>
/// <param name="Why">What was found instead.</param>
internal sealed record CheckVerdict(string Name, string Verdict, string? Why);

/// <summary>
/// Tries on a server whatever the evaluation rests on, in indices of its own that it deletes, and prints each check with its verdict. Exit code 0: nothing failed; 1: something did; 2: the settings are wrong.
/// </summary>
internal static class ElasticsearchCheckRun
{
    private const string Ok = "ok";
    private const string Failed = "FAILED";
    private const string NotOffered = "not offered";

    public static async Task<int> RunAsync(ElasticsearchCheckSettings settings, ToolConsole console, CancellationToken cancellationToken)
    {
        if (settings.Elasticsearch.Validate() is { Count: > 0 } wrong)
        {
            return console.Refuse($"{string.Join(Environment.NewLine, wrong)}{Environment.NewLine}Nothing was done.");
        }

        CheckClient made;
        try
        {
            made = new CheckClient(settings.Elasticsearch, console.Time);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException)
        {
            // What shows only when it is looked for: a region, a certificate's file.
            return console.Refuse($"{exception.Message} Nothing was done.");
        }

        using CheckClient client = made;
        return await CheckAsync(client, settings, console, cancellationToken);
    }

    private static async Task<int> CheckAsync(CheckClient client, ElasticsearchCheckSettings settings, ToolConsole console, CancellationToken cancellationToken)
    {
        // A name that no run before had, nor one of another process.
        string name = string.Create(CultureInfo.InvariantCulture, $"s3snowplow-check-{console.Time.GetUtcNow().ToUnixTimeMilliseconds():x}-{Environment.ProcessId:x}");
        Uri root = AddressOption.Root(settings.Elasticsearch.Address!);
        var checks = new ServerChecks(client, name);
        List<CheckVerdict> verdicts = [];
        IReadOnlyList<LoadReading> readings = [];
        string? problem = null;
        string server = "";
        try
        {
            CheckAnswer answer = await client.AskAsync(HttpMethod.Get, "", cancellationToken: cancellationToken);
            if (answer.Body["text"] is not null)
            {
                return console.Fail($"{root} is no Elasticsearch or OpenSearch: its answer is no JSON (status {answer.Status}). Nothing was made there.");
            }

            if (answer.Status is 401 or 403)
            {
                return console.Fail($"{root} refused this client ({answer}). Nothing was made there. An API key is read from ELASTICSEARCH_API_KEY; see --user and --signing.");
            }

            server = $"{answer.Body["version"]?["distribution"] ?? "elasticsearch"} {answer.Body["version"]?["number"] ?? "of an unknown version"}";
            console.Output.WriteLine($"{root}: {server}, indices {name}-*");
            foreach (ServerCheck check in checks.All())
            {
                CheckVerdict verdict = await VerdictAsync(check, cancellationToken);
                verdicts.Add(verdict);
                console.Output.WriteLine($"{verdict.Verdict,-12} {verdict.Name}{(verdict.Why is null ? "" : $": {verdict.Why}")}");
            }

            if (settings.Documents > 0)
            {
                readings = await new LoadRun(client, name, console).RunAsync(settings.Documents, cancellationToken);
            }
        }
        catch (IndexException exception)
        {
            problem = exception.Message;
            console.Errors.WriteLine(problem);
            if (verdicts.Count == 0)
            {
                // Nothing was made yet.
                return ExitCode.Failed;
            }
        }

        IReadOnlyList<string> left = await CleanUpAsync(checks, name, console);
        int failed = verdicts.Count(verdict => verdict.Verdict == Failed) + (problem is null ? 0 : 1);
        console.Output.WriteLine($"{verdicts.Count(verdict => verdict.Verdict == Ok)} ok, {failed} failed, {verdicts.Count(verdict => verdict.Verdict == NotOffered)} not offered.");
        console.Json(new { Address = root, Server = server, Checks = verdicts, Readings = readings, LeftBehind = left, Problem = problem });
        return failed == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    // What is made is deleted, also where the run was ended.
    private static async Task<IReadOnlyList<string>> CleanUpAsync(ServerChecks checks, string name, ToolConsole console)
    {
        try
        {
            IReadOnlyList<string> left = await checks.CleanUpAsync(CancellationToken.None);
            if (left.Count > 0)
            {
                console.Errors.WriteLine($"Warning: could not be deleted, please do: {string.Join(", ", left)}");
            }

            return left;
        }
        catch (IndexException exception)
        {
            console.Errors.WriteLine($"Warning: {name}-* may be left behind: {exception.Message}");
            return [$"{name}-*"];
        }
    }

    private static async Task<CheckVerdict> VerdictAsync(ServerCheck check, CancellationToken cancellationToken)
    {
        try
        {
            return await check.AskAsync(cancellationToken) is { } wrong ? new CheckVerdict(check.Name, Failed, wrong) : new CheckVerdict(check.Name, Ok, null);
        }
        catch (NotOfferedException exception)
        {
            return new CheckVerdict(check.Name, NotOffered, exception.Message);
        }
        catch (Exception exception) when (exception is IndexException or InvalidOperationException or NullReferenceException or FormatException)
        {
            // An answer of another form is a failed check, and no reason to leave out the others.
            return new CheckVerdict(check.Name, Failed, exception is NullReferenceException or InvalidOperationException or FormatException ? "the answer has not the form that is expected" : exception.Message);
        }
    }
}
