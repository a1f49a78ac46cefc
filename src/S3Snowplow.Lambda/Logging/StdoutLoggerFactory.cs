using Microsoft.Extensions.Logging;

namespace S3Snowplow.Lambda.Logging;

/// <summary>
/// Loggers that write a line each to standard output, where Lambda takes it from: text, or JSON where <c>AWS_LAMBDA_LOG_FORMAT</c> is <c>JSON</c>. The logging
/// packages' console would cost a cold start more than the relay.
/// </summary>
/// <remarks>Source: AWS Lambda Developer Guide, "Configuring advanced logging controls": formats, levels, and the members of a JSON line.</remarks>
internal sealed class StdoutLoggerFactory : ILoggerFactory
{
    private readonly Lock _gate = new();
#pragma warning disable CA2213 // It stays its owner's.
    private readonly Stream _output;
#pragma warning restore CA2213
    private readonly TimeProvider _time;
    private readonly bool _isJson;

    /// <param name="variable">Gives an environment variable's value.</param>
    /// <param name="output">Takes the lines.</param>
    /// <param name="time">The clock of the time stamps.</param>
    public StdoutLoggerFactory(Func<string, string?> variable, Stream output, TimeProvider time)
    {
        _isJson = string.Equals(variable("AWS_LAMBDA_LOG_FORMAT"), "JSON", StringComparison.OrdinalIgnoreCase);
        MinimumLevel = LogLevels.Of(variable("AWS_LAMBDA_LOG_LEVEL"));
        _output = output;
        _time = time;
    }

    public LogLevel MinimumLevel { get; }

    public ILogger CreateLogger(string categoryName) => new StdoutLogger(this);

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("These loggers write to standard output only; give LambdaFunctionOptions.LoggerFactory a factory that takes providers.");

    public void Dispose() => _output.Flush();

    public void Write(in LogLine line)
    {
        ReadOnlyMemory<byte> bytes = _isJson ? line.ToJson(_time.GetUtcNow()) : line.ToText(_time.GetUtcNow());

        // One write a line: those of several threads must not mix.
        lock (_gate)
        {
            _output.Write(bytes.Span);
            _output.Flush();
        }
    }
}
