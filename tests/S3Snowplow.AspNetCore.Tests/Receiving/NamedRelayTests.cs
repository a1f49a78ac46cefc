using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using S3Snowplow.AspNetCore.Tests.Rig;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting.Spool;
using S3Snowplow.Testing;

namespace S3Snowplow.AspNetCore.Tests.Receiving;

/// <summary>Two relays in one process, each with its webhook, secret, spool and collector: nothing of one reaches the other.</summary>
public sealed class NamedRelayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3snowplow-named-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Post_ToEach_ReachesItsOwnCollectorOnly()
    {
        await using LocalCollector first = await LocalCollector.StartAsync();
        await using LocalCollector second = await LocalCollector.StartAsync();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<ILoggerFactory>(new RecordingLoggerFactory());
        builder.Services.AddS3SnowplowRelay("one", o => o.CollectorUri = first.Uri).AddWebhook(o => o.Secrets.Add("secret-of-the-first-one"));
        builder.Services.AddS3SnowplowRelay("two", o => o.CollectorUri = second.Uri).AddWebhook(o => o.Secrets.Add("secret-of-the-second-one")).AddSpool(o => o.Directory = _folder);
        await using WebApplication app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapS3Notifications("/one", "one");
        app.MapS3Notifications("/two", "two");
        await app.StartAsync().Within();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        HttpStatusCode crossed = await PostAsync(http, "/one", "secret-of-the-second-one", NotificationSamples.CephPut);
        HttpStatusCode one = await PostAsync(http, "/one", "secret-of-the-first-one", NotificationSamples.CephPut);
        HttpStatusCode two = await PostAsync(http, "/two", "secret-of-the-second-one", NotificationSamples.CephDelete);
        await first.WaitForAsync(1).Within();
        await second.WaitForAsync(1).Within();

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK), (crossed, one, two));
        Assert.Equal((1, 1), (first.Counts.Good, second.Counts.Good));
        Assert.NotEqual(first.Good[0].EventId, second.Good[0].EventId);
        Assert.Null(app.Services.GetKeyedService<NotificationSpool>("one"));
        Assert.Equal(["two"], Directory.GetDirectories(_folder).Select(Path.GetFileName));
        await app.StopAsync();
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, string path, string secret, NotificationSample sample)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ReadOnlyMemoryContent(sample.Body) };
        request.Headers.TryAddWithoutValidation("X-Api-Key", secret);
        using HttpResponseMessage response = await http.SendAsync(request).Within();
        return response.StatusCode;
    }
}
