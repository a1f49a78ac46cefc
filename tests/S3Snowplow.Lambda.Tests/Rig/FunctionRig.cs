using System.Text;
using S3Snowplow.Testing;

namespace S3Snowplow.Lambda.Tests.Rig;

/// <summary>The function as it is, in this process, between an emulated Lambda and a local collector.</summary>
internal sealed class FunctionRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CapturedOutput _output = new();

    private FunctionRig(LambdaEmulator lambda, LocalCollector collector)
    {
        Lambda = lambda;
        Collector = collector;
    }

    public LambdaEmulator Lambda { get; }

    public LocalCollector Collector { get; }

    /// <summary>The exit code, once it has ended.</summary>
    public Task<int> ExitCode { get; private set; } = Task.FromResult(-1);

    /// <summary>What it logged so far.</summary>
    public string Output => _output.Text;

    public static async Task<FunctionRig> StartAsync(Action<LambdaFunctionOptions>? configure = null, LambdaEmulatorOptions? emulate = null, Action<LambdaEmulator>? script = null, params (string Name, string Value)[] variables)
    {
        LambdaEmulator lambda = await LambdaEmulator.StartAsync(emulate);
        var rig = new FunctionRig(lambda, await LocalCollector.StartAsync());
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AWS_LAMBDA_RUNTIME_API"] = lambda.Endpoint,
            ["COLLECTOR_URI"] = rig.Collector.Uri.AbsoluteUri,
        };
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        script?.Invoke(lambda);
        rig.ExitCode = LambdaFunction.RunAsync(environment.GetValueOrDefault, rig._output, configure, rig._stop.Token);
        return rig;
    }

    public Task<LambdaAnswer> InvokeAsync(ReadOnlyMemory<byte> payload, TimeSpan? timeout = null) => Lambda.InvokeAsync(payload, timeout);

    public Task<LambdaAnswer> InvokeAsync(string payload, TimeSpan? timeout = null) => Lambda.InvokeAsync(Encoding.UTF8.GetBytes(payload), timeout);

    public async Task<int> StopAsync()
    {
        await _stop.CancelAsync();
        return await ExitedAsync();
    }

    public Task<int> ExitedAsync() => ExitCode.Within("the function to end");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Lambda.DisposeAsync();
        await Collector.DisposeAsync();
        _stop.Dispose();
        await _output.DisposeAsync();
    }
}
