using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;

namespace S3Snowplow.Benchmarks.Elasticsearch;

/// <summary>A server with one minute of documents, whose pages were written beforehand in the form of the recorded answers: what is measured is who reads them.</summary>
internal sealed class PreparedIndex : IAsyncDisposable
{
    private const int PerPage = 10_000;

    private readonly HttpListener _listener = new();
    private readonly Dictionary<long, (byte[] Zipped, int Length)> _pages = [];
    private readonly (byte[] Zipped, int Length) _none;
    private readonly (byte[] Zipped, int Length) _counts;
    private readonly (byte[] Zipped, int Length) _fields;
    private readonly (byte[] Zipped, int Length) _indices = Zip("""{"indices":[],"aliases":[],"data_streams":[]}""");
    private readonly Task _serving;

    private PreparedIndex(long minute, int documents, int port)
    {
        Address = new Uri($"http://127.0.0.1:{port}/");
        _listener.Prefixes.Add(Address.AbsoluteUri);
        long from = minute * 60_000;
        for (int start = 0; ; start += PerPage - 1)
        {
            int count = Math.Min(PerPage, documents - start);
            _pages[TimeOf(from, start, documents)] = Zip(Page(from, start, count, documents));
            if (start + count == documents)
            {
                break;
            }
        }

        _pages[from] = _pages[TimeOf(from, 0, documents)];
        _none = Zip("""{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":0,"relation":"eq"}}}""");
        _counts = Zip("""{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":0,"relation":"eq"}},"aggregations":{"minutes":{"buckets":[]}}}""");
        _fields = Zip("""{"indices":["snowplow"],"fields":{"collector_tstamp":{"date":{"type":"date"}},"derived_tstamp":{"date":{"type":"date"}}}}""");
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address { get; }

    public int PagesSent { get; private set; }

    public long Bytes { get; private set; }

    public long ZippedBytes { get; private set; }

    /// <summary>Starts one.</summary>
    /// <param name="minute">The minute of receipt, since the Unix epoch.</param>
    /// <param name="documents">How many documents it has, evenly spread.</param>
    public static PreparedIndex Start(long minute, int documents)
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return new PreparedIndex(minute, documents, port);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private static long TimeOf(long from, int number, int documents) => from + ((long)number * 60_000 / documents);

    private static string Page(long from, int start, int count, int documents)
    {
        var text = new StringBuilder(count * 420);
        text.Append(CultureInfo.InvariantCulture, $"{{\"took\":63,\"timed_out\":false,\"_shards\":{{\"total\":2,\"successful\":2,\"skipped\":0,\"failed\":0}},\"hits\":{{\"total\":{{\"value\":{documents - start},\"relation\":\"eq\"}},\"hits\":[");
        for (int i = start; i < start + count; i++)
        {
            long received = TimeOf(from, i, documents);
            string id = new Guid(i, 1, 2, 3, 4, 5, 6, 7, 8, 9, (byte)i).ToString();
            DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(received);
            text.Append(i == start ? "" : ",").Append(CultureInfo.InvariantCulture, $$$"""{"_index":"snowplow-2026.03.01","_id":"{{{id}}}","_version":1,"_source":{"event_id":"{{{id}}}","derived_tstamp":"{{{time.AddSeconds(-9):yyyy-MM-ddTHH:mm:ss.fffZ}}}","unstruct_event_io_s3snowplow_object_event_1":{"event_name":"ObjectCreated:Put","bucket":"acme-raw","key":"enriched/good/pipeline-{{{i % 100:D4}}}/2026/03/01/06/part-{{{i:D8}}}.gz","size":{{{1000 + (i % 90_000)}}}}},"sort":[{{{received}}}]}""");
        }

        return text.Append("]}}").ToString();
    }

    private static (byte[] Zipped, int Length) Zip(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return (zipped.ToArray(), bytes.Length);
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new StreamReader(context.Request.InputStream);
            (byte[] zipped, int length) = AnswerTo(context.Request.Url!.AbsolutePath, await body.ReadToEndAsync());
            (Bytes, ZippedBytes) = (Bytes + length, ZippedBytes + zipped.Length);
            context.Response.AddHeader("Content-Encoding", "gzip");
            context.Response.ContentType = "application/json";
            await context.Response.OutputStream.WriteAsync(zipped);
            context.Response.Close();
        }
    }

    private (byte[] Zipped, int Length) AnswerTo(string path, string body)
    {
        if (path.EndsWith("_field_caps", StringComparison.Ordinal))
        {
            return _fields;
        }

        if (body.Length == 0)
        {
            return _indices;
        }

        if (body.Contains("\"aggs\"", StringComparison.Ordinal))
        {
            return _counts;
        }

        const string From = "\"gte\":";
        int at = body.IndexOf(From, StringComparison.Ordinal) + From.Length;
        long from = long.Parse(body.AsSpan(at, body.AsSpan(at).IndexOfAny(',', '}')), CultureInfo.InvariantCulture);
        if (!body.Contains("object_event", StringComparison.Ordinal) || !_pages.TryGetValue(from, out (byte[] Zipped, int Length) page))
        {
            return _none;
        }

        PagesSent++;
        return page;
    }
}
