using S3Snowplow.Lambda;
using S3Snowplow.Testing;

namespace S3Snowplow.LambdaSample;

/// <summary>Runs the function as it is against an embedded Lambda and an embedded collector, and prints what both have to say.</summary>
internal static class LocalRun
{
    private const int AllGood = 0;
    private const int SomethingFailed = 1;
    private const int WrongUse = 2;

    public static async Task<int> RunAsync(IReadOnlyList<string> files, TextWriter output)
    {
        if (files.Count == 0)
        {
            await output.WriteLineAsync("Give it the files with the payloads: --local notification.json");
            return WrongUse;
        }

        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
        {
            await output.WriteLineAsync($"There is no file {missing}.");
            return WrongUse;
        }

        await using LambdaEmulator lambda = await LambdaEmulator.StartAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync();
        Environment.SetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API", lambda.Endpoint);
        Environment.SetEnvironmentVariable("COLLECTOR_URI", collector.Uri.AbsoluteUri);
        using var stop = new CancellationTokenSource();
        Task<int> function = LambdaFunction.RunAsync(cancellationToken: stop.Token);

        bool failed = false;
        foreach (string file in files)
        {
            Task<LambdaAnswer> invoked = lambda.InvokeAsync(await File.ReadAllBytesAsync(file));
            Task first = await Task.WhenAny(invoked, lambda.InitError);
            LambdaAnswer answer = first == invoked ? await invoked : await lambda.InitError;
            failed |= answer.IsError;
            await output.WriteLineAsync($"{file}: {answer}");
        }

        await stop.CancelAsync();
        int exitCode = await function;
        await collector.WaitUntilJudgedAsync();
        CollectorCounts counts = collector.Counts;
        await output.WriteLineAsync($"The collector says: {counts.Good} good, {counts.Bad} bad");
        return failed || exitCode != 0 || counts.Bad > 0 ? SomethingFailed : AllGood;
    }
}
