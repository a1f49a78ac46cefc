using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace S3Snowplow.Capacity.Tests.Elasticsearch.State;

/// <summary>
/// One document of one index, with the answers that five real servers gave (recordings 70 to 81): by <c>_create</c>, <c>if_seq_no</c> and <c>if_primary_term</c>. Faults are put before or behind the write.
/// </summary>
internal sealed class StateServer : HttpMessageHandler
{
    private readonly Lock _one = new();
    private JsonNode? _document;
    private long _seqNo = -1;

    public bool HasIndex { get; set; }

    public string? Mapping { get; private set; }

    public List<string> Requests { get; } = [];

    /// <summary>What becomes of a request: <see langword="null"/> lets it through; asked before it is carried out.</summary>
    public Func<HttpMethod, string, HttpResponseMessage?> Before { get; set; } = (_, _) => null;

    /// <summary>What becomes of an answer: <see langword="true"/> loses it, after the request was carried out.</summary>
    public Func<HttpMethod, string, bool> Loses { get; set; } = (_, _) => false;

    public JsonNode? Document { get => _document; set => (_document, _seqNo) = (value, _seqNo + 1); }

    public static HttpResponseMessage Answer(int status, string json) => new((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new("application/json") } } };

    public static HttpResponseMessage Error(int status, string type, string reason) =>
        Answer(status, $$"""{"error":{"root_cause":[{"type":"{{type}}","reason":"{{reason}}","index":"state"}],"type":"{{type}}","reason":"{{reason}}","index":"state"},"status":{{status}}}""");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        string target = request.RequestUri!.PathAndQuery;
        lock (_one)
        {
            Requests.Add($"{request.Method} {target}");
            if (Before(request.Method, target) is { } refused)
            {
                return refused;
            }

            HttpResponseMessage answer = Handle(request.Method, target, body);
            return Loses(request.Method, target) ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.") : answer;
        }
    }

    private HttpResponseMessage Handle(HttpMethod method, string target, byte[] body)
    {
        string[] parts = target.Split('?')[0].Trim('/').Split('/');
        string index = parts[0];
        if (parts.Length == 1)
        {
            if (HasIndex)
            {
                return Error(400, "resource_already_exists_exception", $"index [{index}/uuid] already exists");
            }

            (HasIndex, Mapping) = (true, Encoding.UTF8.GetString(body));
            return Answer(200, $$"""{"acknowledged":true,"shards_acknowledged":true,"index":"{{index}}"}""");
        }

        if (method == HttpMethod.Get)
        {
            return !HasIndex ? Error(404, "index_not_found_exception", $"no such index [{index}]")
                : _document is null ? Answer(404, $$"""{"_index":"{{index}}","_id":"judge","found":false}""")
                : Answer(200, $$"""{"_index":"{{index}}","_id":"judge","_version":{{_seqNo + 1}},"_seq_no":{{_seqNo}},"_primary_term":1,"found":true,"_source":{{_document.ToJsonString()}}}""");
        }

        // A write makes its index.
        HasIndex = true;
        if (parts[1] == "_create")
        {
            return _document is not null ? Error(409, "version_conflict_engine_exception", "[judge]: version conflict, document already exists (current version [1])") : Write(201, "created", body);
        }

        Dictionary<string, long> condition = target.Split('?')[1].Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => long.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture));
        return !condition.ContainsKey("if_primary_term") ? Error(400, "action_request_validation_exception", "Validation Failed: 1: ifSeqNo is set, but primary term is [0];")
            : _document is null ? Error(409, "version_conflict_engine_exception", "[judge]: version conflict, required seqNo [5], primary term [1]. but no document was found")
            : condition["if_seq_no"] != _seqNo || condition["if_primary_term"] != 1 ? Error(409, "version_conflict_engine_exception", "[judge]: version conflict, required seqNo [0], primary term [1]. current document has seqNo [1] and primary term [1]")
            : Write(200, "updated", body);
    }

    private HttpResponseMessage Write(int status, string result, byte[] body)
    {
        Document = JsonNode.Parse(body);
        return Answer(status, $$"""{"_index":"state","_id":"judge","_version":{{_seqNo + 1}},"result":"{{result}}","_shards":{"total":1,"successful":1,"failed":0},"_seq_no":{{_seqNo}},"_primary_term":1}""");
    }
}
