using Microsoft.Extensions.Hosting;

namespace S3Snowplow.Testing;

/// <summary>Ends with its owner only: the default lifetime would take Ctrl+C and SIGTERM away from the test process.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
