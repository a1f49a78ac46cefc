using System.Globalization;

namespace S3Snowplow.Tool;

/// <summary>What the command line of <c>check-elasticsearch</c> asked for.</summary>
internal sealed record ElasticsearchCheckSettings(Uri Elasticsearch, int Documents, string? ApiKey);

/// <summary>
/// Tries on a server whatever the evaluation rests on, in indices of its own that it deletes, and prints each check with its verdict. Exit code 0: nothing failed; 1: something did; 2: the settings are wrong.
/// </summary>
internal static class ElasticsearchCheckRun
{
    public static async Task<int> RunAsync(ElasticsearchCheckSettings settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        Uri root = AddressOption.Root(settings.Elasticsearch);

        // A name that no run before had, nor one of another process.
        string name = string.Create(CultureInfo.InvariantCulture, $"s3snowplow-check-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds():x}-{Environment.ProcessId:x}");
        using var client = new CheckClient(root, settings.ApiKey);
        var checks = new ServerChecks(client, name);
        int failed = 0, missing = 0, passed = 0;
        try
        {
            CheckAnswer server = await client.AskAsync(HttpMethod.Get, "", cancellationToken: cancellationToken);
            if (server.Body["text"] is not null)
            {
                await errors.WriteLineAsync($"{root} is no Elasticsearch or OpenSearch: its answer is no JSON (status {server.Status}). Nothing was made there.");
                return 1;
            }

            await output.WriteLineAsync($"{root}: {server.Body["version"]?["distribution"] ?? "elasticsearch"} {server.Body["version"]?["number"] ?? "of an unknown version"}, indices {name}-*");
            foreach (ServerCheck check in checks.All())
            {
                (string verdict, string? why) = await VerdictAsync(check, cancellationToken);
                (passed, failed, missing) = (passed + (verdict == "ok" ? 1 : 0), failed + (verdict == "FAILED" ? 1 : 0), missing + (verdict == "not offered" ? 1 : 0));
                await output.WriteLineAsync($"{verdict,-12} {check.Name}{(why is null ? "" : $": {why}")}");
            }

            if (settings.Documents > 0)
            {
                await new LoadRun(client, name, output).RunAsync(settings.Documents, cancellationToken);
            }
        }
        catch (IndexException exception)
        {
            await errors.WriteLineAsync(exception.Message);
            if (passed + failed + missing == 0)
            {
                // Nothing was made yet.
                return 1;
            }

            failed++;
        }

        try
        {
            // What is made is deleted, also where the run was ended.
            if (await checks.CleanUpAsync(CancellationToken.None) is { Count: > 0 } left)
            {
                await errors.WriteLineAsync($"Warning: could not be deleted, please do: {string.Join(", ", left)}");
            }
        }
        catch (IndexException exception)
        {
            await errors.WriteLineAsync($"Warning: {name}-* may be left behind: {exception.Message}");
        }

        await output.WriteLineAsync($"{passed} ok, {failed} failed, {missing} not offered.");
        return failed == 0 ? 0 : 1;
    }

    private static async Task<(string Verdict, string? Why)> VerdictAsync(ServerCheck check, CancellationToken cancellationToken)
    {
        try
        {
            return await check.AskAsync(cancellationToken) is { } wrong ? ("FAILED", wrong) : ("ok", null);
        }
        catch (NotOfferedException exception)
        {
            return ("not offered", exception.Message);
        }
        catch (Exception exception) when (exception is IndexException or InvalidOperationException or NullReferenceException or FormatException)
        {
            // An answer of another form is a failed check, and no reason to leave out the others.
            return ("FAILED", exception is NullReferenceException or InvalidOperationException or FormatException ? "the answer has not the form that is expected" : exception.Message);
        }
    }
}
