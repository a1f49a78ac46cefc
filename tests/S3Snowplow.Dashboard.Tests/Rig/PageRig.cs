using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using S3Snowplow.Dashboard.Live;
using S3Snowplow.Testing;

namespace S3Snowplow.Dashboard.Tests.Rig;

/// <summary>An application with the page on a real server on loopback.</summary>
internal sealed class PageRig : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });

    private PageRig(WebApplication app, RecordingLoggerFactory logs) => (_app, Logs) = (app, logs);

    public RecordingLoggerFactory Logs { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.First());

    /// <summary>With what is given, without a relay in the host.</summary>
    public static Task<PageRig> StartAsync(DashboardInputs inputs, string pattern = "/") => StartAsync(app => app.MapS3SnowplowDashboard(inputs, pattern));

    /// <summary>With a host that the test makes.</summary>
    /// <param name="map">Maps the page.</param>
    /// <param name="services">Adds what the host has.</param>
    /// <param name="localAddress">The address by which requests seem to come in.</param>
    /// <param name="settings">The configuration.</param>
    public static async Task<PageRig> StartAsync(
        Action<WebApplication> map, Action<IServiceCollection>? services = null, string? localAddress = null, params (string Key, string Value)[] settings)
    {
        // Empty: it reads nothing of the machine's, neither files nor variables.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        var logs = new RecordingLoggerFactory();
        builder.Services.AddSingleton<ILoggerFactory>(logs);
        services?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        try
        {
            app.Urls.Add("http://127.0.0.1:0");
            if (localAddress is not null)
            {
                app.Use((context, next) =>
                {
                    context.Connection.LocalIpAddress = IPAddress.Parse(localAddress);
                    return next(context);
                });
            }

            map(app);
            await app.StartAsync().Within();
            return new PageRig(app, logs);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async Task<PageAnswer> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address.AbsoluteUri.TrimEnd('/') + path);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _http.SendAsync(request).Within();
        byte[] body = await response.Content.ReadAsByteArrayAsync().Within();
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(one => one.Key, one => string.Join(", ", one.Value), StringComparer.OrdinalIgnoreCase);
        return new PageAnswer((int)response.StatusCode, all, body);
    }

    public async Task<DashboardOverview> OverviewAsync() => JsonSerializer.Deserialize((await GetAsync("/api/overview")).Body, DashboardJson.Default.DashboardOverview)!;

    public async Task<DashboardDetail> DetailAsync(string name) =>
        JsonSerializer.Deserialize((await GetAsync($"/api/pipelines/{Uri.EscapeDataString(name)}")).Body, DashboardJson.Default.DashboardDetail)!;

    /// <summary>Begins to listen.</summary>
    public async Task<EventStream> ListenAsync()
    {
        HttpResponseMessage response = await _http.GetAsync(new Uri(Address, "/api/stream"), HttpCompletionOption.ResponseHeadersRead).Within();
        return new EventStream(response, await response.Content.ReadAsStreamAsync().Within());
    }

    public Task StopAsync() => _app.StopAsync().Within();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>What a request was answered.</summary>
internal sealed record PageAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public byte[] Decompressed()
    {
        using var gzip = new GZipStream(new MemoryStream(Body), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}

/// <summary>Server-sent events as a client reads them.</summary>
internal sealed class EventStream(HttpResponseMessage response, Stream body) : IDisposable
{
    private readonly StreamReader _reader = new(body);

    public string? ContentType => response.Content.Headers.ContentType?.MediaType;

    /// <summary>The next event's name and data, or a comment with an empty name; <see langword="null"/> at the end.</summary>
    public async Task<(string Name, string Data)?> NextAsync()
    {
        (string name, string data) = ("", "");
        while (await _reader.ReadLineAsync().Within() is { } line)
        {
            if (line.Length == 0)
            {
                return (name, data);
            }

            (name, data) = line.StartsWith("event: ", StringComparison.Ordinal) ? (line[7..], data)
                : line.StartsWith("data: ", StringComparison.Ordinal) ? (name, line[6..])
                : (name, line);
        }

        return null;
    }

    public void Dispose()
    {
        _reader.Dispose();
        response.Dispose();
    }
}
