using S3Snowplow.Lambda.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Lambda.Tests.Function;

/// <summary>The sample as a process of its own, as Lambda runs it.</summary>
public sealed class ProcessTests
{
    // Beside this assembly's folder, in the same configuration; S3SNOWPLOW_FUNCTION names another program, such as the native one.
    private static string Sample => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Lambda", new DirectoryInfo(AppContext.BaseDirectory).Name, "bootstrap.dll"));

    [Fact]
    public async Task Process_Invoked_AnswersAndIsMeasured()
    {
        await using LambdaEmulator lambda = await LambdaEmulator.StartAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using LambdaProcess process = Start(lambda, ("COLLECTOR_URI", collector.Uri.AbsoluteUri));

        LambdaAnswer answer = await lambda.InvokeAsync(NotificationSamples.S3Put.Body);

        Assert.False(answer.IsError, $"{answer}\n{process.Output}");
        Assert.True(process.TimeTo(answer) > TimeSpan.Zero);
        if (OperatingSystem.IsLinux())
        {
            Assert.InRange(process.PeakMemoryBytes!.Value, 1024 * 1024, 1024L * 1024 * 1024);
        }

        await collector.WaitUntilJudgedAsync();
        Assert.Equal(new CollectorCounts(1, 0, 1), collector.Counts);
    }

    [LinuxFact("SSL_CERT_FILE is OpenSSL's")]
    public async Task Process_OverTls_TrustsWhatTheSystemTrusts()
    {
        await using LambdaEmulator lambda = await LambdaEmulator.StartAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using var front = new TlsFront(collector.Uri);
        await using LambdaProcess process = Start(lambda, ("COLLECTOR_URI", front.Uri.AbsoluteUri), ("SSL_CERT_FILE", front.CertificateFile));

        for (int i = 0; i < 2; i++)
        {
            LambdaAnswer answer = await lambda.InvokeAsync(NotificationSamples.S3Put.Body);
            Assert.False(answer.IsError, $"{answer}\n{process.Output}");
        }

        await collector.WaitUntilJudgedAsync();
        // The same notification twice is one event.
        Assert.Equal(new CollectorCounts(2, 0, 1), collector.Counts);
        Assert.Equal(1, front.Handshakes);
    }

    [Fact]
    public async Task Process_OverTlsWithAnUnknownCertificate_SendsNothingAndSaysSo()
    {
        await using LambdaEmulator lambda = await LambdaEmulator.StartAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using var front = new TlsFront(collector.Uri);
        await using LambdaProcess process = Start(lambda, ("COLLECTOR_URI", front.Uri.AbsoluteUri));

        LambdaAnswer answer = await lambda.InvokeAsync(NotificationSamples.S3Put.Body, TimeSpan.FromSeconds(8));

        Assert.Equal("Function.NotDelivered", answer.ErrorType);
        Assert.Contains("secure_connection_error", process.Output, StringComparison.Ordinal);
        Assert.Equal(new CollectorCounts(0, 0, 0), collector.Counts);
    }

    [UnixFact("SIGTERM")]
    public async Task Process_Sigterm_EndsWithZero()
    {
        await using LambdaEmulator lambda = await LambdaEmulator.StartAsync();
        await using LocalCollector collector = await LocalCollector.StartAsync();
        await using LambdaProcess process = Start(lambda, ("COLLECTOR_URI", collector.Uri.AbsoluteUri));
        await lambda.InvokeAsync(NotificationSamples.S3Put.Body);

        process.Terminate();

        Assert.Equal(0, await process.WaitForExitAsync().Within());
    }

    [Fact]
    public async Task Process_WrongSettings_SaysSoToLambdaAndEndsWithOne()
    {
        await using LambdaEmulator lambda = await LambdaEmulator.StartAsync();
        await using LambdaProcess process = Start(lambda, ("COLLECTOR_URI", null), ("LINGER_MS", "soon"));

        Assert.Equal(1, await process.WaitForExitAsync().Within());
        LambdaAnswer error = await lambda.InitError.Within();
        Assert.Contains("COLLECTOR_URI is not set", error.Text, StringComparison.Ordinal);
        Assert.Contains("LINGER_MS is 'soon'", error.Text, StringComparison.Ordinal);
        Assert.Contains(" ERROR - 2000 The function cannot start: ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_RuntimeApiBroken_EndsWithOne()
    {
        await using LambdaEmulator lambda = await LambdaEmulator.StartAsync();
        lambda.Enqueue(LambdaCall.Next, LambdaFault.Status(500));
        await using LambdaProcess process = Start(lambda, ("COLLECTOR_URI", "http://127.0.0.1:9"));

        Assert.Equal(1, await process.WaitForExitAsync().Within());
    }

    [Fact]
    public async Task LocalMode_OfTheSample_PrintsTheResponseAndWhatTheCollectorSays()
    {
        await using LambdaEmulator unused = await LambdaEmulator.StartAsync();
        string notification = RepositoryFile.PathOf("samples/Lambda/notification.json");
        await using LambdaProcess process = LambdaProcess.Start(unused, "dotnet", ["exec", Sample, "--local", notification], []);

        Assert.Equal(0, await process.WaitForExitAsync().Within());
        Assert.Contains("""notification.json: {"batchItemFailures":[]}""", process.Output, StringComparison.Ordinal);
        Assert.Contains("The collector says: 2 good, 0 bad", process.Output, StringComparison.Ordinal);
    }

    private static LambdaProcess Start(LambdaEmulator lambda, params (string Name, string? Value)[] variables) =>
        Environment.GetEnvironmentVariable("S3SNOWPLOW_FUNCTION") is { Length: > 0 } program
            ? LambdaProcess.Start(lambda, program, [], variables.Select(one => KeyValuePair.Create(one.Name, one.Value)))
            : LambdaProcess.Start(lambda, "dotnet", ["exec", Sample], variables.Select(one => KeyValuePair.Create(one.Name, one.Value)));
}
