using System.Globalization;

namespace S3Snowplow.Testing;

/// <summary>AWS Lambda's Runtime API inside the test's own process, for a function in the same process or in one that it starts.</summary>
/// <remarks>
/// <para>It listens on 127.0.0.1 with HTTP/1.1. Between invocations the function waits for <c>next</c>, which is not answered: as for a frozen environment.</para>
/// <para>A function runs where <c>AWS_LAMBDA_RUNTIME_API</c> is <see cref="Endpoint"/>; <see cref="LambdaProcess"/> starts one so.</para>
/// </remarks>
/// <example>
/// <code>
/// await using var lambda = await LambdaEmulator.StartAsync();
/// // … start the function with AWS_LAMBDA_RUNTIME_API = lambda.Endpoint …
/// LambdaAnswer answer = await lambda.InvokeAsync(NotificationSamples.S3Put.Body);
/// Assert.False(answer.IsError, answer.ToString());
/// </code>
/// </example>
public sealed class LambdaEmulator : IAsyncDisposable
{
    /// <summary>The ARN that invocations have.</summary>
    public const string FunctionArn = "arn:aws:lambda:eu-central-1:111122223333:function:relay";

    // Long enough for a slow machine; a test that reaches it has failed and wants to know why.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private readonly LoopbackServer _server;
    private readonly RuntimeApiEndpoint _endpoint;
    private readonly LambdaEmulatorOptions _options;
    private int _invocations;
    private int _isDisposed;

    private LambdaEmulator(LoopbackServer server, RuntimeApiEndpoint endpoint, LambdaEmulatorOptions options)
    {
        _server = server;
        _endpoint = endpoint;
        _options = options;
    }

    /// <summary>The value of <c>AWS_LAMBDA_RUNTIME_API</c>: <c>127.0.0.1:PORT</c>.</summary>
    public string Endpoint => _server.Uri.Authority;

    /// <summary>How many times a function has asked for the next invocation.</summary>
    public int Polls => _endpoint.Polls;

    /// <summary>Completes when a function says that it cannot start.</summary>
    public Task<LambdaAnswer> InitError => _endpoint.InitError;

    internal TimeProvider Time => _options.TimeProvider;

    /// <summary>Starts an emulator.</summary>
    /// <param name="options">How it listens and what it sends; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<LambdaEmulator> StartAsync(LambdaEmulatorOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LambdaEmulatorOptions();
#pragma warning disable CA2000 // The emulator owns both; where the start fails, the endpoint holds nothing yet.
        var endpoint = new RuntimeApiEndpoint(options.TimeProvider);
        var server = await LoopbackServer.StartAsync(options.Port, endpoint.HandleAsync, cancellationToken).ConfigureAwait(false);
#pragma warning restore CA2000
        return new LambdaEmulator(server, endpoint, options);
    }

    /// <summary>Scripts a fault for the next call of a sort that finds none queued before it.</summary>
    /// <param name="call">The sort of call.</param>
    /// <param name="fault">What happens.</param>
    public void Enqueue(LambdaCall call, LambdaFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        _endpoint.Enqueue(call, fault);
    }

    /// <summary>Invokes the function and waits for its answer. Several may be under way.</summary>
    /// <param name="payload">The event, as JSON; anything else is sent as it is.</param>
    /// <param name="timeout">The function's time; <see langword="null"/> for 30 seconds. An emulator ends no function: see <see cref="LambdaAnswer.IsLate"/>.</param>
    /// <param name="cancellationToken">Ends the wait, not the invocation.</param>
    /// <exception cref="TimeoutException">No answer came within the function's time and 30 real seconds more.</exception>
    /// <exception cref="OperationCanceledException">The emulator was disposed meanwhile, or the wait was cancelled.</exception>
    public async Task<LambdaAnswer> InvokeAsync(ReadOnlyMemory<byte> payload, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var time = timeout ?? DefaultTimeout;
        var number = Interlocked.Increment(ref _invocations);
        var invocation = new PendingInvocation(
            string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-a000-{number:x12}"),
            _options.SendInvocationIds ? string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-b000-{number:x12}") : null,
            payload,
            time);
        _endpoint.Add(invocation);
        try
        {
            return await invocation.Answer.WaitAsync(time + Patience, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The function had {time} and has not answered {Patience} later. It asked for an invocation {Polls} times. {(InitError.IsCompletedSuccessfully ? "It said that it cannot start." : "")}", e);
        }
    }

    /// <summary>Ends all calls that wait, and stops. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _endpoint.Stop();
        await _server.DisposeAsync().ConfigureAwait(false);
        _endpoint.Dispose();
    }
}
