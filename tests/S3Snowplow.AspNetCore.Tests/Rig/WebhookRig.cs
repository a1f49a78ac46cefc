using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using S3Snowplow.Delivery;
using S3Snowplow.Hosting;
using S3Snowplow.Testing;

namespace S3Snowplow.AspNetCore.Tests.Rig;

/// <summary>An application with a webhook on a real server on loopback, on a manual clock, before a recording emitter.</summary>
internal sealed class WebhookRig : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private WebhookRig(WebApplication app, ManualTimeProvider time, RecordingEventEmitter emitter, RecordingLoggerFactory logs, AmazonSns sns) =>
        (_app, Time, Emitter, Logs, Sns) = (app, time, emitter, logs, sns);

    public ManualTimeProvider Time { get; }

    public RecordingEventEmitter Emitter { get; }

    public RecordingLoggerFactory Logs { get; }

    public AmazonSns Sns { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(new Uri(_app.Urls.First()), "/s3");

    public static async Task<WebhookRig> StartAsync(
        Action<WebhookOptions>? webhook = null,
        Action<IS3SnowplowRelayBuilder>? relay = null,
        Action<RelayOptions>? options = null,
        string url = "http://127.0.0.1:0",
        Action<IEndpointConventionBuilder>? endpoint = null,
        Action<IServiceCollection>? services = null,
        params (string Key, string Value)[] settings)
    {
        var time = new ManualTimeProvider();
        var emitter = new RecordingEventEmitter(time);
        var logs = new RecordingLoggerFactory();
        var sns = new AmazonSns(time);

        // Empty: it reads nothing of the machine's, neither files nor variables.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<ILoggerFactory>(logs);
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IEventEmitter>(emitter);
        builder.Services.ConfigureHttpClientDefaults(all => all.AddHttpMessageHandler(() => throw new InvalidOperationException("a handler for all clients")));
        services?.Invoke(builder.Services);
        IS3SnowplowRelayBuilder added = builder.Services.AddS3SnowplowRelay(options ?? (_ => { }));
        relay?.Invoke(added);
        if (webhook is not null || settings.Length > 0)
        {
            added.AddWebhook(webhook);
            builder.Services.AddHttpClient("S3Snowplow.Sns").ConfigurePrimaryHttpMessageHandler(() => sns);
        }

        WebApplication app = builder.Build();
        try
        {
            app.Urls.Add(url);
            IEndpointConventionBuilder mapped = app.MapS3Notifications("/s3");
            endpoint?.Invoke(mapped);
            await app.StartAsync().Within();
            return new WebhookRig(app, time, emitter, logs, sns);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Posts a body, with headers that are sent as they are.</summary>
    public async Task<Answer> PostAsync(ReadOnlyMemory<byte> body, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _http.SendAsync(request).Within();
        return await Answer.OfAsync(response);
    }

    public Task<Answer> PostAsync(string body, params (string Name, string Value)[] headers) => PostAsync(Encoding.UTF8.GetBytes(body), "application/json", headers);

    /// <summary>Sends bytes over a socket of its own; the caller reads what comes.</summary>
    public async Task<TcpClient> ConnectAsync(string head)
    {
        var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port).Within();
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head)).AsTask().Within();
        return client;
    }

    public IReadOnlyList<LogEntry> Logged(int id) => [.. Logs.Entries.Where(entry => entry.EventId.Id == id)];

    public async ValueTask DisposeAsync()
    {
        Emitter.Release();
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>What the webhook answered.</summary>
internal sealed record Answer(int Status, string Text, string? RetryAfter, string? Challenge)
{
    public static async Task<Answer> OfAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync().Within()),
        response.Headers.RetryAfter?.ToString(),
        response.Headers.WwwAuthenticate.Count == 0 ? null : response.Headers.WwwAuthenticate.ToString());
}
