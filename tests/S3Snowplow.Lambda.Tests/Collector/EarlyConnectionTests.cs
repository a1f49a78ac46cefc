using System.Security.Cryptography.X509Certificates;
using S3Snowplow.Delivery;
using S3Snowplow.Lambda.Collector;
using S3Snowplow.Lambda.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Lambda.Tests.Collector;

/// <summary>A connection that is opened ahead, and a handshake that never ends: nobody waits for it longer than for one that goes well, and nobody meets it again.</summary>
public sealed class EarlyConnectionTests : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private readonly X509Certificate2 _certificate = OwnCertificate.Make();
    private readonly ManualTimeProvider _time = new();

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task Handshake_ThatHangs_IsWaitedForUntilItIsLateAndThenReplaced()
    {
        await using var server = new ScriptedServer(_certificate, silentHandshakes: 1, Ok);
        using ClientRig rig = To(server);
        rig.Open();
#pragma warning disable CA2025 // Awaited below.
        Task<CollectorAnswer> post = rig.PostAsync();
#pragma warning restore CA2025
        await WaitingAsync();

        _time.Advance(EarlyConnection.Limit);

        Assert.Equal(AnswerKind.Delivered, (await post).Kind);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Handshake_StillUnderWayAfterAFreeze_IsNotWaitedFor()
    {
        await using var server = new ScriptedServer(_certificate, silentHandshakes: 1, Ok);
        using ClientRig rig = To(server);
        rig.Open();

        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(AnswerKind.Delivered, (await rig.PostAsync()).Kind);
    }

    // As a function's invocation that ends while it waits: the next one must not wait for the same.
    [Fact]
    public async Task Handshake_ThatHangs_IsNotMetAgainByTheNextRequest()
    {
        await using var server = new ScriptedServer(_certificate, silentHandshakes: 1, Ok);
        using ClientRig rig = To(server);
        rig.Open();
        using var invocation = new CancellationTokenSource();
        Task<CollectorAnswer> post = rig.PostAsync(invocation.Token);
        await WaitingAsync();
        await invocation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);

        Assert.Equal(AnswerKind.Delivered, (await rig.PostAsync()).Kind);
        Assert.Equal(2, server.Connections);
    }

    // Not ahead, but for the request itself: half of its time, so that the next attempt comes before the request's time would have ended.
    [Fact]
    public async Task Handshake_OfARequest_EndsAfterHalfOfItsTime()
    {
        await using var server = new ScriptedServer(_certificate, silentHandshakes: 1, Ok);
        using ClientRig rig = To(server, TimeSpan.FromSeconds(10));
#pragma warning disable CA2025 // Awaited below.
        Task<CollectorAnswer> post = rig.PostAsync();
#pragma warning restore CA2025
        await _time.WaitForTimersAsync(2, CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("timeout", (await post).ErrorType);
        Assert.Equal(AnswerKind.Delivered, (await rig.PostAsync()).Kind);
    }

    // The pool of HttpClient has the next request wait for a connection that is being opened. Nothing rests on how long the times are, but that they end; that the
    // certificate is not trusted shows that it came so far.
    [Fact]
    public async Task Handshake_ThatHangs_IsNotMetAgainOverHttpClient()
    {
        await using var server = new ScriptedServer(_certificate, silentHandshakes: 1, Ok);
        using ClientRig rig = Clients.To(Clients.Http, server.Uri, timeout: TimeSpan.FromSeconds(4));

        CollectorAnswer first = await rig.PostAsync();
        CollectorAnswer second = await rig.PostAsync();

        Assert.Equal((AnswerKind.Retry, "timeout"), (first.Kind, first.ErrorType));
        Assert.Equal(AnswerKind.Retry, second.Kind);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Connection_OpenedAhead_IsTheOneThatIsUsed()
    {
        await using var server = new ScriptedServer(_certificate, silentHandshakes: 0, Ok, Ok);
        using ClientRig rig = To(server);
        rig.Open();

        await rig.PostAsync();
        await rig.PostAsync();

        Assert.Equal((2, 1), (server.Requests.Count, server.Connections));
    }

    private ClientRig To(ScriptedServer server, TimeSpan? timeout = null) => Clients.To(Clients.Socket, server.Uri, timeout, _certificate, _time);

    // The timers of the request, of the opening, and of the wait for it.
    private Task WaitingAsync() => _time.WaitForTimersAsync(4, CancellationToken.None);
}
