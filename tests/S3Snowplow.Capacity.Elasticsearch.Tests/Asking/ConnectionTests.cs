using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.Asking;

/// <summary>Why there is no answer is said, with the host and the port and nothing more of the address; certificates are shown and trusted as they are set.</summary>
public sealed class ConnectionTests
{
    private const string Good = """{"took":1}""";

    [Fact]
    public async Task Refused_IsSaid()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;

        ElasticsearchException failure = await FailAsync(new ElasticsearchOptions { Address = new Uri($"http://127.0.0.1:{port}/path/") });

        Assert.Equal((ElasticsearchProblem.Unreachable, $"http://127.0.0.1:{port} cannot be asked: the connection was refused: nothing listens there."), (failure.Problem, failure.Message));
    }

    [Fact]
    public async Task Name_ThatIsNotFound_IsSaid() => Assert.Equal(
        "https://elasticsearch.invalid:443 cannot be asked: the name 'elasticsearch.invalid' is not found.",
        (await FailAsync(new ElasticsearchOptions { Address = new Uri("https://elasticsearch.invalid/") })).Message.Replace("cannot be looked up now", "is not found", StringComparison.Ordinal));

    [Theory]
    [InlineData(null, "cannot be asked: the connection was reset.")]
    [InlineData("", "cannot be asked: the connection ended before the answer did.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"took\":1,", "cannot be asked: the connection ended before the answer did.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"took\":1,\"hits\":[{\"_id\":\"x", "is no Elasticsearch, or cannot be read: its answer ends early (status 200, after 27 bytes).")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "is no Elasticsearch, or cannot be read: it answers with nothing (status 200).")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 15\r\nConnection: close\r\n\r\n<html>SECRET</>", "is no Elasticsearch, or cannot be read: it answers with a page of HTML (status 200), as a proxy or a login page does. Is Address that of Elasticsearch itself?")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\n\n <!doctype>", "it answers with a page of HTML (status 200)")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>", "it answers with a page of HTML (status 404)")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", "is no Elasticsearch, or cannot be read: its answer is no JSON (status 200).")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: https://user:SECRET@login.example/auth?token=SECRET\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "it redirects to https://login.example:443 (status 302), and redirects are not followed, since the credentials would go along. Is Address that of Elasticsearch itself?")]
    [InlineData("HTTP/1.1 301 Moved\r\nLocation: /_search\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "it redirects to another of its pages (status 301)")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>", "What stands before Elasticsearch got no answer from it (status 502, no reason is given).")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello", "cannot be asked: its answer cannot be unpacked.")]
    [InlineData("nonsense\r\n\r\n", "cannot be asked: InvalidResponse: ")]
    public async Task Answer_ThatIsNone_IsSaid(string? answer, string message)
    {
        await using var server = new RawServer(_ => answer);

        ElasticsearchException failure = await FailAsync(new ElasticsearchOptions { Address = new Uri($"http://127.0.0.1:{server.Port}") });

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", failure.Message, StringComparison.Ordinal);
        if (failure.Problem == ElasticsearchProblem.Unreachable)
        {
            Assert.StartsWith($"http://127.0.0.1:{server.Port} ", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Certificate_OfAnUnknownAuthority_IsSaidWithWhatToDo()
    {
        using var certificates = new TestCertificates();
        using X509Certificate2 own = certificates.Issue();
        await using var server = new RawServer(_ => RawServer.Json(Good), own);

        ElasticsearchException failure = await FailAsync(Over(server));

        Assert.Equal(
            $"https://127.0.0.1:{server.Port} cannot be asked: its certificate is not trusted: it was issued by 'Acme test authority', which is none of the trusted authorities; if it is right, set CertificateAuthority to a file with its authority.",
            failure.Message);
    }

    [Fact]
    public async Task Certificate_OfTheAuthorityThatIsSet_IsTrusted()
    {
        using var certificates = new TestCertificates();
        using X509Certificate2 own = certificates.Issue();
        await using var server = new RawServer(_ => RawServer.Json(Good), own);

        await AskAsync(Over(server, certificates.AuthorityFile));
    }

    // Only these: an authority that another file has is none.
    [Fact]
    public async Task Certificate_OfAnotherAuthorityThanTheOneThatIsSet_IsNotTrusted()
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates("Another authority");
        using X509Certificate2 own = certificates.Issue();
        await using var server = new RawServer(_ => RawServer.Json(Good), own);

        Assert.Contains("its certificate is not trusted: it was issued by 'Acme test authority'", (await FailAsync(Over(server, others.AuthorityFile))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_OfAnotherHost_IsSaidWithItsNames()
    {
        using var certificates = new TestCertificates();
        using X509Certificate2 own = certificates.Issue("es.acme.com");
        await using var server = new RawServer(_ => RawServer.Json(Good), own);

        Assert.EndsWith("cannot be asked: its certificate is for 'es.acme.com', not for '127.0.0.1'.", (await FailAsync(Over(server, certificates.AuthorityFile))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_ThatExpired_IsSaidWithTheTime()
    {
        using var certificates = new TestCertificates();
        var until = new DateTimeOffset(TestCertificates.Now.Year - 1, 3, 1, 8, 0, 0, TimeSpan.Zero);
        using X509Certificate2 own = certificates.Issue(until: until, from: until.AddYears(-1));
        await using var server = new RawServer(_ => RawServer.Json(Good), own);

        Assert.EndsWith($"cannot be asked: its certificate expired on {until:yyyy-MM-dd} 08:00 UTC.", (await FailAsync(Over(server, certificates.AuthorityFile))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Https_ToAServerWithoutTls_IsSaid()
    {
        await using var server = new RawServer(_ => RawServer.Json(Good));
        var options = new ElasticsearchOptions { Address = new Uri($"https://127.0.0.1:{server.Port}"), RequestTimeout = TimeSpan.FromSeconds(5) };

        Assert.StartsWith($"https://127.0.0.1:{server.Port} ", (await FailAsync(options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pem", null)]
    [InlineData("pem", "pass word")]
    [InlineData("pfx", null)]
    [InlineData("pfx", "pass word")]
    public async Task ClientCertificate_OfEachSortOfFile_IsShown(string sort, string? password)
    {
        using var certificates = new TestCertificates();
        using X509Certificate2 own = certificates.Issue();
        using X509Certificate2 client = certificates.Issue("judge");
        string file = sort == "pem" ? certificates.Write("client.pem", TestCertificates.Pem(client, password: password)) : certificates.Write("client.pfx", client.Export(X509ContentType.Pkcs12, password));
        await using var server = new RawServer(_ => RawServer.Json(Good), own, asksForClient: true);
        ElasticsearchOptions options = Over(server, certificates.AuthorityFile);
        (options.ClientCertificate, options.ClientCertificatePassword) = (file, password);

        Assert.Empty(options.Validate());
        await AskAsync(options);

        Assert.Equal(client.Thumbprint, server.Requests.Single().Client?.Thumbprint);
    }

    [Fact]
    public async Task ClientCertificate_ThatIsMissing_IsNoSuccess()
    {
        using var certificates = new TestCertificates();
        using X509Certificate2 own = certificates.Issue();
        await using var server = new RawServer(_ => RawServer.Json(Good), own, asksForClient: true);

        Assert.Equal(ElasticsearchProblem.Unreachable, (await FailAsync(Over(server, certificates.AuthorityFile))).Problem);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void CertificateFiles_ThatAreOfNoUse_AreRefusedAtTheStart()
    {
        using var certificates = new TestCertificates();
        using X509Certificate2 client = certificates.Issue("judge");
        using X509Certificate2 expired = certificates.Issue("judge", until: TestCertificates.Now.AddDays(-3));
        string keyless = certificates.Write("keyless.pem", TestCertificates.Pem(client, withKey: false));
        string old = certificates.Write("old.pem", TestCertificates.Pem(expired));
        string nothing = certificates.Write("nothing.pem", "hello");
        string locked = certificates.Write("locked.pem", TestCertificates.Pem(client, password: "SECRET"));
        string lockedPfx = certificates.Write("locked.pfx", client.Export(X509ContentType.Pkcs12, "SECRET"));
        string oldAuthority = certificates.Write("old-authority.pem", expired.ExportCertificatePem());
        string missing = Path.Combine(certificates.Folder, "missing.pem");

        Assert.Equal($"ClientCertificate: the file '{keyless}' has a certificate, but not its private key; a PEM file with both, or a PFX file, is allowed.", Refused(new() { ClientCertificate = keyless }));
        Assert.StartsWith($"ClientCertificate: the certificate in '{old}' expired on ", Refused(new() { ClientCertificate = old }), StringComparison.Ordinal);
        Assert.Equal($"ClientCertificate: the file '{missing}' cannot be read (it is not there).", Refused(new() { ClientCertificate = missing }));
        Assert.StartsWith($"ClientCertificate: the file '{nothing}' has no usable certificate", Refused(new() { ClientCertificate = nothing }), StringComparison.Ordinal);
        Assert.StartsWith($"ClientCertificate: the file '{locked}' has no usable certificate and private key, or its password is another;", Refused(new() { ClientCertificate = locked, ClientCertificatePassword = "WRONG" }), StringComparison.Ordinal);
        Assert.EndsWith("with its password in ClientCertificatePassword if it has one.", Refused(new() { ClientCertificate = locked }), StringComparison.Ordinal);
        Assert.StartsWith($"ClientCertificate: the file '{lockedPfx}' has no usable certificate", Refused(new() { ClientCertificate = lockedPfx, ClientCertificatePassword = "WRONG" }), StringComparison.Ordinal);
        Assert.Equal($"CertificateAuthority: the file '{missing}' cannot be read (it is not there).", Refused(new() { CertificateAuthority = missing }));
        Assert.Equal($"CertificateAuthority: the file '{nothing}' has no certificate; a PEM file with the certificates of authorities is allowed.", Refused(new() { CertificateAuthority = nothing }));
        Assert.StartsWith($"CertificateAuthority: the certificate in '{oldAuthority}' expired on ", Refused(new() { CertificateAuthority = oldAuthority }), StringComparison.Ordinal);

        static string Refused(ElasticsearchOptions options)
        {
            options.Address = new Uri("https://es.example");
            string error = Assert.Single(options.Validate());
            Assert.DoesNotContain("SECRET", error, StringComparison.Ordinal);
            Assert.DoesNotContain("WRONG", error, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => new ElasticsearchReceivedMinutes(options));
            return error;
        }
    }

    [Fact]
    public async Task Hook_PutsAHandlerAround()
    {
        await using var server = new RawServer(_ => RawServer.Json(Good));

        await AskAsync(new ElasticsearchOptions { Address = new Uri($"http://127.0.0.1:{server.Port}"), ConfigureHandler = inner => new Adds { InnerHandler = inner } });

        Assert.Equal("mine", server.Requests.Single().Headers["x-own"]);
    }

    [Fact]
    public void Hook_WithAClientThatIsGiven_IsRefused()
    {
        using var http = new HttpClient();

        Assert.StartsWith(
            "ClientCertificate, CertificateAuthority and ConfigureHandler are for the client that this package makes",
            Assert.Throws<ArgumentException>(() => new ElasticsearchReceivedMinutes(new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:9200"), ConfigureHandler = inner => inner }, http: http)).Message, StringComparison.Ordinal);
    }

    private static ElasticsearchOptions Over(RawServer server, string? authority = null) => new() { Address = new Uri($"https://127.0.0.1:{server.Port}/"), CertificateAuthority = authority };

    private static Task<ElasticsearchException> FailAsync(ElasticsearchOptions options) => Assert.ThrowsAsync<ElasticsearchException>(() => AskAsync(options));

    private static async Task AskAsync(ElasticsearchOptions options)
    {
        using var client = new ElasticsearchClient(options, new ElasticsearchFields(options), http: null, TimeProvider.System);
        using var answer = await client.AskAsync(AnswerCompleteness.Search, "{}"u8.ToArray(), CancellationToken.None);
        Assert.Equal(1, answer.RootElement.GetProperty("took").GetInt32());
    }

    private sealed class Adds : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("x-own", "mine");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
