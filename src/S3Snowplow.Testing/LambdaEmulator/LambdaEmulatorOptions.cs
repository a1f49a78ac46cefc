namespace S3Snowplow.Testing;

/// <summary>How a <see cref="LambdaEmulator"/> listens and what it sends.</summary>
public sealed class LambdaEmulatorOptions
{
    /// <summary>The TCP port on 127.0.0.1.</summary>
    /// <value>Default 0: the system picks a free one, see <see cref="LambdaEmulator.Endpoint"/>.</value>
    public int Port { get; set; }

    /// <summary>
    /// Whether each invocation has a <c>Lambda-Runtime-Invocation-Id</c>; then an answer without it, or with that of another one, is refused with 400.
    /// </summary>
    /// <value>Default <see langword="true"/>.</value>
    public bool SendInvocationIds { get; set; } = true;

    /// <summary>The clock of deadlines and measurements.</summary>
    /// <value>Default <see cref="System.TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
