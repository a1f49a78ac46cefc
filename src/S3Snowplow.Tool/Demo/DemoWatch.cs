using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using S3Snowplow.Capacity;
using S3Snowplow.Dashboard;
using S3Snowplow.Dashboard.Live;

namespace S3Snowplow.Tool;

/// <summary>The day on the live page: the night at once, then four minutes a second, day after day until it is stopped.</summary>
internal static class DemoWatch
{
    // Up to here nothing happens that one would like to watch.
    private const int Night = 7 * 60;

    private static readonly TimeSpan MinuteTakes = TimeSpan.FromMilliseconds(250);

    public static async Task<int> RunAsync(DemoSettings settings, int port, ToolConsole console, CancellationToken cancellationToken)
    {
        if (DemoRun.Load(settings.Bands, console) is not { } bands)
        {
            return ExitCode.Refused;
        }

        await using DemoDay day = await DemoDay.StartAsync(bands, settings.Seed, cancellationToken);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using WebApplication app = builder.Build();
        app.MapS3SnowplowDashboard(new DashboardInputs { Source = DemoDay.Source, Time = day.Time, Judge = day.Judge, Bands = day.Bands, Relay = day.Relay });
        while (day.Passed < Night)
        {
            await day.PassMinuteAsync(cancellationToken);
        }

        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            return console.Fail($"The page cannot be shown on port {port}: {exception.Message} Another one: --port 0.");
        }

        await console.Output.WriteLineAsync($"Open {app.Urls.First()}/: a made-up day from 07:00 on, four minutes a second, until Ctrl+C.");
        try
        {
            using var timer = new PeriodicTimer(MinuteTakes, console.Time);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                foreach (ThroughputTransition told in await day.PassMinuteAsync(cancellationToken))
                {
                    await console.Output.WriteLineAsync(DemoRun.Line(told, bands));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C is how one ends it.
        }

        await app.StopAsync(CancellationToken.None);
        return ExitCode.Success;
    }
}
