using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using S3Snowplow.AspNetCore.Diagnostics;
using S3Snowplow.Hosting;

namespace S3Snowplow.AspNetCore.Access;

/// <summary>Lets no host run whose webhook anybody could post to. Where a server listens is known for certain only when it does.</summary>
/// <param name="services">The host's services.</param>
internal sealed class ExposureRefusal(IServiceProvider services) : IHostedLifecycleService
{
    /// <summary>For a relay without <c>AddWebhook</c>, which has no hosted service to throw: says it and stops the host.</summary>
    public static void WatchWithoutRegistration(IServiceProvider services, ILogger logger)
    {
        if (services.GetService<IHostApplicationLifetime>() is not { } lifetime)
        {
            return;
        }

        lifetime.ApplicationStarted.Register(() =>
        {
            if (Exposure.Find(services) is { } problem)
            {
                Log.Exposed(logger, problem);

                // Not the 0 of a host that stopped because it was asked to: what started it has to see that it failed.
                Environment.ExitCode = Environment.ExitCode == 0 ? HostProgram.WrongSettings : Environment.ExitCode;
                lifetime.StopApplication();
            }
        });
    }

    public Task StartedAsync(CancellationToken cancellationToken) =>
        Exposure.Find(services) is { } problem ? throw new InvalidOperationException(problem) : Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
