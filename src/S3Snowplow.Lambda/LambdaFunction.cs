using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Diagnostics;
using S3Snowplow.Lambda.Collector;
using S3Snowplow.Lambda.Logging;
using S3Snowplow.Lambda.RuntimeApi;

namespace S3Snowplow.Lambda;

/// <summary>A whole function: settings from the environment, a relay, and the Runtime API. The one line of a <c>Program.cs</c>.</summary>
/// <remarks>
/// Works as a native binary on <c>provided.al2023</c>, and as an executable assembly on the managed .NET runtimes. Nothing is sent, and no invocation taken,
/// before the settings are known to be right.
/// </remarks>
public static class LambdaFunction
{
    private const int Ended = 0;
    private const int Failed = 1;

    // Lambda kills an environment two seconds after it has said that it ends; what is under way then is given back in time.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1.5);

    /// <summary>Runs the function until the environment ends.</summary>
    /// <param name="configure">Changes or adds to the settings of the environment variables, such as a handler of scheduled events.</param>
    /// <param name="cancellationToken">Ends it as SIGTERM does: the invocation under way is answered, and no more is taken.</param>
    /// <returns>
    /// The exit code: 0 where it was ended, 1 where it could not start (Lambda and the log have the reason), or the Runtime API could not be worked with.
    /// </returns>
    public static async Task<int> RunAsync(Action<LambdaFunctionOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        using Stream output = Console.OpenStandardOutput();
        return await RunAsync(Environment.GetEnvironmentVariable, output, configure, cancellationToken).ConfigureAwait(false);
    }

    internal static async Task<int> RunAsync(Func<string, string?> variable, Stream output, Action<LambdaFunctionOptions>? configure, CancellationToken cancellationToken)
    {
        TimeProvider time = TimeProvider.System;
        using var lines = new StdoutLoggerFactory(variable, output, time);
        ILogger logger = lines.CreateLogger(typeof(LambdaFunction).FullName!);
        List<RuntimeApiClient> clients = [];
        var options = new LambdaFunctionOptions { LoggerFactory = lines };
        ObjectEventRelay? relay = null;
        SocketEventTransport? transport = null;
        try
        {
            if (variable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } endpoint)
            {
                LambdaLog.InitFailed(logger, "AWS_LAMBDA_RUNTIME_API is not set; AWS Lambda sets it when it starts this program, and so does S3Snowplow.Testing's LambdaEmulator.");
                return Failed;
            }

            clients.Add(new RuntimeApiClient(endpoint, logger));
            LambdaRelay handler;
            int? concurrency;
            try
            {
                List<string> errors = EnvironmentSettings.Read(variable, options);
                concurrency = Concurrency(variable("AWS_LAMBDA_MAX_CONCURRENCY"), errors);
                Configure(configure, options, errors);
                EnvironmentSettings.Validate(options, errors);
                if (errors.Count > 0)
                {
                    throw new RelayOptionsException(errors);
                }

                ILoggerFactory loggers = options.LoggerFactory ?? lines;
                logger = loggers.CreateLogger(typeof(LambdaFunction).FullName!);
#pragma warning disable CA2000 // Disposed of at the end, whatever happens.
                transport = MakeTransport(options.Relay, time, variable);
                relay = new ObjectEventRelay(options.Relay, emitter: null, options.Mapper, options.EntityProviders, options.Observers, time, loggers, transport: transport);
#pragma warning restore CA2000
                handler = new LambdaRelay(relay, options.Lambda, time, loggers);
            }
#pragma warning disable CA1031 // Whatever it is, Lambda is told, and shows it to whoever deployed the function.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LambdaLog.InitFailed(logger, exception.Message);
                await clients[0].ReportInitErrorAsync(ErrorReport.Of(exception), CancellationToken.None).ConfigureAwait(false);
                return Failed;
            }

            for (int i = 1; i < concurrency; i++)
            {
                clients.Add(new RuntimeApiClient(endpoint, logger));
            }

            await RunAsync(clients, new Function(handler, options, logger).HandleAsync, setsTraceVariable: concurrency is null, logger, time, cancellationToken).ConfigureAwait(false);
            return Ended;
        }
        catch (RuntimeApiException exception)
        {
            LambdaLog.RuntimeFailed(logger, exception.Message);
            return Failed;
        }
        finally
        {
            foreach (RuntimeApiClient client in clients)
            {
                client.Dispose();
            }

            if (relay is not null)
            {
                await relay.DisposeAsync().ConfigureAwait(false);
            }

            transport?.Dispose();
        }
    }

    private static async Task RunAsync(List<RuntimeApiClient> clients, Func<Invocation, CancellationToken, Task<ReadOnlyMemory<byte>>> handler, bool setsTraceVariable, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var giveUp = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using CancellationTokenRegistration drain = stop.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).CancelAfter(DrainTime), giveUp);
        using PosixSignalRegistration signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });

        var loops = new Task[clients.Count];
        for (int i = 0; i < loops.Length; i++)
        {
#pragma warning disable CA2025 // All are awaited below.
            loops[i] = RunLoopAsync(new RuntimeLoop(clients[i], handler, setsTraceVariable, logger), stop, giveUp.Token);
#pragma warning restore CA2025
        }

        await Task.WhenAll(loops).ConfigureAwait(false);
    }

    /// <summary>A transport without <see cref="HttpClient"/>; none where a proxy is set.</summary>
    private static SocketEventTransport? MakeTransport(RelayOptions options, TimeProvider time, Func<string, string?> variable)
    {
        // HttpClient knows what these mean, and which addresses NO_PROXY exempts.
        ReadOnlySpan<string> proxies = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
        foreach (string proxy in proxies)
        {
            if (!string.IsNullOrEmpty(variable(proxy)))
            {
                return null;
            }
        }

        var transport = new SocketEventTransport(options, time);
        transport.Open();
        return transport;
    }

    // Settings that are wrong are told together, whoever reads them.
    private static void Configure(Action<LambdaFunctionOptions>? configure, LambdaFunctionOptions options, List<string> errors)
    {
        try
        {
            configure?.Invoke(options);
        }
        catch (RelayOptionsException exception) when (exception.Errors.Count > 0)
        {
            errors.AddRange(exception.Errors);
        }
    }

    // One that ends with an error ends the others: the process has to go, and Lambda starts a new one.
    private static async Task RunLoopAsync(RuntimeLoop loop, CancellationTokenSource stop, CancellationToken giveUp)
    {
        try
        {
            await loop.RunAsync(stop.Token, giveUp).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>How many invocations may run at a time, or <see langword="null"/> where it is one, and the environment its own.</summary>
    /// <remarks>Source: AWS Lambda Developer Guide, "Lambda Managed Instances": <c>AWS_LAMBDA_MAX_CONCURRENCY</c>.</remarks>
    private static int? Concurrency(string? text, List<string> errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int loops) && loops is >= 1 and <= 10_000)
        {
            return loops;
        }

        errors.Add($"AWS_LAMBDA_MAX_CONCURRENCY is '{text}'; allowed: 1 to 10000. AWS Lambda sets it.");
        return null;
    }

    /// <summary>Decides what an invocation is: a schedule's event, or something to relay.</summary>
    private sealed class Function(LambdaRelay relay, LambdaFunctionOptions options, ILogger logger)
    {
        private static readonly byte[] Nothing = "null"u8.ToArray();

        public async Task<ReadOnlyMemory<byte>> HandleAsync(Invocation invocation, CancellationToken cancellationToken)
        {
            InvocationPayload payload = InvocationPayload.Read(invocation.Payload, invocation.RequestId);
            if (payload.Kind != PayloadKind.Scheduled)
            {
                return await relay.HandleAsync(invocation, payload, cancellationToken).ConfigureAwait(false);
            }

            if (options.OnScheduledEvent is { } handler)
            {
                await relay.HandleScheduledAsync(invocation, handler, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                LambdaLog.ScheduledEventIgnored(logger);
            }

            return Nothing;
        }
    }
}
