using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using S3Snowplow.Dashboard.Live;

namespace S3Snowplow.Dashboard.Tests.Rig;

/// <summary>The stream alone, with a count of those who listen.</summary>
internal sealed class CountedFeed(DashboardInputs inputs)
{
    private readonly DashboardFeed _feed = new(inputs);
    private int _listening;

    public int Listening => Volatile.Read(ref _listening);

    public void Map(WebApplication app)
    {
        _feed.Start();
        app.Lifetime.ApplicationStopping.Register(_feed.Dispose);
        app.MapGet("/api/stream", (RequestDelegate)(async context =>
        {
            Interlocked.Increment(ref _listening);
            await StreamEndpoint.RunAsync(context, _feed);
            Interlocked.Decrement(ref _listening);
        }));
    }
}
