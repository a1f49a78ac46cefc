using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security;
using System.Text;
using System.Web;

namespace S3Snowplow.Tool.Tests.Backfill;

/// <summary>A store with one bucket on loopback, which lists as Amazon S3 does: by key, in pages, from <c>start-after</c> or a token on.</summary>
/// <param name="pageSize">How many entries a page has.</param>
internal sealed class ListedBucket(int pageSize) : IAsyncDisposable
{
    private HttpListener _listener = new();
    private readonly List<(string Key, string Modified, string Tag, long Size)> _objects = [];
    private Task _serving = Task.CompletedTask;
    private int _served;

    /// <summary>Its address.</summary>
    public Uri Endpoint { get; private set; } = null!;

    /// <summary>After so many pages it answers 403; none by default.</summary>
    public int FailsAfter { get; set; } = int.MaxValue;

    /// <summary>The queries so far.</summary>
    public List<string> Queries { get; } = [];

    /// <summary>The keys.</summary>
    public IEnumerable<string> Keys => _objects.Select(one => one.Key);

    /// <summary>Puts an object; to be called in the order of the keys.</summary>
    public ListedBucket Put(string key, string modified = "2026-11-27T00:00:00.000Z", string tag = "d41d8cd98f00b204e9800998ecf8427e", long size = 7)
    {
        _objects.Add((key, modified, tag, size));
        return this;
    }

    /// <summary>Puts many objects.</summary>
    public ListedBucket PutMany(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Put(string.Create(CultureInfo.InvariantCulture, $"in/{i:D6} +ü.json"));
        }

        return this;
    }

    /// <summary>Begins to listen.</summary>
    public ListedBucket Start()
    {
        while (true)
        {
            Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}/"));
            _listener = new HttpListener { Prefixes = { Endpoint.AbsoluteUri } };
            try
            {
                _listener.Start();
                _serving = ServeAsync();
                return this;
            }
            catch (HttpListenerException)
            {
                // Somebody took the port meanwhile: another one.
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                Answer(context);
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                // Closed, or the other side went away.
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var query = HttpUtility.ParseQueryString(context.Request.Url!.Query, Encoding.UTF8);
        lock (Queries)
        {
            Queries.Add(context.Request.Url.Query);
        }

        bool isRefused = _served++ >= FailsAfter;
        string after = query["continuation-token"] ?? query["start-after"] ?? "";
        var rest = _objects.Where(one => ListedKey.Compare(one.Key, after) > 0).Take(pageSize + 1).ToList();
        var page = rest.Take(pageSize).ToList();
        string body = isRefused ? "<Error><Code>AccessDenied</Code></Error>"
            : $"<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>{(rest.Count > pageSize ? "true" : "false")}</IsTruncated>"
            + string.Concat(page.Select(one => $"<Contents><Key>{Uri.EscapeDataString(one.Key)}</Key><LastModified>{one.Modified}</LastModified><ETag>&quot;{one.Tag}&quot;</ETag><Size>{one.Size}</Size></Contents>"))
            + (rest.Count > pageSize ? $"<NextContinuationToken>{SecurityElement.Escape(page[^1].Key)}</NextContinuationToken>" : "") + "</ListBucketResult>";
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        context.Response.StatusCode = isRefused ? 403 : 200;
        context.Response.ContentLength64 = bytes.Length;
        context.Response.OutputStream.Write(bytes);
        context.Response.Close();
    }
}
