namespace S3Snowplow.Testing.Tests;

/// <summary>A collector that knows the test schemas, and a client that talks to it.</summary>
internal sealed class CollectorFixture : IAsyncDisposable
{
    private CollectorFixture(SchemaFolder schemas, LocalCollector collector)
    {
        Schemas = schemas;
        Collector = collector;
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = collector.Uri };
    }

    public SchemaFolder Schemas { get; }

    public LocalCollector Collector { get; }

    public HttpClient Client { get; }

    public static async Task<CollectorFixture> StartAsync(Action<LocalCollectorOptions>? configure = null)
    {
        var schemas = new SchemaFolder();
        var options = new LocalCollectorOptions();
        options.SchemaFolders.Add(schemas.Path);
        configure?.Invoke(options);
        return new CollectorFixture(schemas, await LocalCollector.StartAsync(options));
    }

    /// <summary>Posts events and waits until they are judged.</summary>
    public async Task SendAsync(params Dictionary<string, string>[] events) => await SendAsync(Tp2.Body(events));

    /// <summary>Posts a body, asserts that the answer is the collector's usual one, and waits until it is judged.</summary>
    public async Task SendAsync(string body, string path = Tp2.Path)
    {
        using var response = await Client.PostAsync(body, path);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("ok", await response.TextAsync());
        await Collector.WaitUntilJudgedAsync();
    }

    /// <summary>Sends one event and gives back the only good one.</summary>
    public async Task<GoodEvent> SendGoodAsync(Dictionary<string, string> parameters)
    {
        await SendAsync(parameters);
        Assert.Empty(Collector.Bad.SelectMany(bad => bad.Errors));
        return Assert.Single(Collector.Good);
    }

    /// <summary>Sends one event and gives back the only bad one.</summary>
    public async Task<BadEvent> SendBadAsync(Dictionary<string, string> parameters)
    {
        await SendAsync(parameters);
        Assert.Empty(Collector.Good);
        return Assert.Single(Collector.Bad);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Collector.DisposeAsync();
        Schemas.Dispose();
    }
}
