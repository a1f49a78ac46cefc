using System.Globalization;
using System.Text;
using System.Text.Json;

namespace S3Snowplow.Tests.Shared;

/// <summary>
/// What Snowplow's own software answered, in <c>S3SNOWPLOW_RECORDINGS</c>. A file is known by its content, whatever its name: a list whose members have a request and its
/// answer, or a body and the verdict on it, and which speaks of tp2.
/// </summary>
internal static class SnowplowRecordings
{
    private static readonly Lazy<IReadOnlyList<(string File, JsonElement[] Members)>> Files = new(Read);

    /// <summary>Requests with their answers, in the order in which they were made, by file.</summary>
    public static IReadOnlyList<(string File, Exchange[] Exchanges)> Exchanges { get; } =
        [.. Files.Value.Where(file => Has(file.Members, "request", "answer")).Select(file => (file.File, file.Members.Select(Exchange.Of).ToArray()))];

    /// <summary>Bodies that were posted to an empty Micro, and what it made of each.</summary>
    public static IReadOnlyList<RecordedVerdict> Verdicts { get; } = [.. Files.Value.Where(file => Has(file.Members, "path", "counts")).SelectMany(file => file.Members.Select(member => RecordedVerdict.Of(file.File, member)))];

    private static List<(string File, JsonElement[] Members)> Read()
    {
        string root = DataFolder.Find("S3SNOWPLOW_RECORDINGS", "../shared/reference", "tests/Data/recordings");
        List<(string, JsonElement[])> files = [];
        foreach (string index in Directory.EnumerateFiles(root, "index.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            foreach (string path in Directory.EnumerateFiles(Path.GetDirectoryName(index)!, "*.json").Order(StringComparer.Ordinal))
            {
                using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
                if (document.RootElement.ValueKind == JsonValueKind.Array && document.RootElement.GetRawText().Contains("/com.snowplowanalytics.snowplow/tp2", StringComparison.Ordinal))
                {
                    files.Add((Path.GetFileNameWithoutExtension(path), [.. document.RootElement.Clone().EnumerateArray()]));
                }
            }
        }

        return files;
    }

    private static bool Has(JsonElement[] members, params string[] names) =>
        members.Length > 0 && Array.TrueForAll(members, member => member.ValueKind == JsonValueKind.Object && Array.TrueForAll(names, name => member.TryGetProperty(name, out _)));

    /// <summary>A body as recorded: text, or base64 where it was none.</summary>
    internal static byte[] Bytes(string text) => text.StartsWith("base64:", StringComparison.Ordinal) ? Convert.FromBase64String(text[7..]) : Encoding.UTF8.GetBytes(text);

    internal static string[] Strings(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetString()!)];

    internal static int? Length(string[] headers) => Array.Find(headers, header => header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) is { } header
        ? int.Parse(header.AsSpan(15), CultureInfo.InvariantCulture)
        : null;
}

/// <summary>A request and its answer.</summary>
/// <param name="Name">What it is called in its file.</param>
/// <param name="Line">The request line.</param>
/// <param name="Headers">The request's headers, without <c>Host</c>.</param>
/// <param name="Body">The request's body.</param>
/// <param name="IsCut">Whether the recording has less of the body than was sent; what is missing does not matter to who does not read it.</param>
/// <param name="Head">The answer's status line and headers.</param>
/// <param name="Answer">What came behind the head.</param>
/// <param name="Closes">Whether the connection was seen to be closed behind it.</param>
internal sealed record Exchange(string Name, string Line, string[] Headers, byte[] Body, bool IsCut, string[] Head, byte[] Answer, bool Closes)
{
    public int Status => int.Parse(Head[0].AsSpan(9, 3), CultureInfo.InvariantCulture);

    /// <summary>Whether the recording has less of the answer's body than was received.</summary>
    public bool IsAnswerCut => Encoding.Latin1.GetString(Answer).EndsWith(" characters)", StringComparison.Ordinal);

    public string MediaType => Header("Content-Type").Split(';')[0].Trim();

    public static Exchange Of(JsonElement member)
    {
        JsonElement request = member.GetProperty("request");
        string[] headers = SnowplowRecordings.Strings(request.GetProperty("headers"));
        byte[] body = SnowplowRecordings.Bytes(request.GetProperty("body").GetString() ?? "");
        JsonElement answer = member.GetProperty("answer");
        return new Exchange(
            member.GetProperty("name").GetString()!,
            request.GetProperty("line").GetString()!,
            headers,
            body,
            SnowplowRecordings.Length(headers) is { } length && length != body.Length,
            SnowplowRecordings.Strings(answer.GetProperty("head")),
            SnowplowRecordings.Bytes(answer.GetProperty("body").GetString() ?? ""),
            answer.TryGetProperty("connection_closed_by_server", out JsonElement closes) && closes.ValueKind == JsonValueKind.True);
    }

    public string Header(string name) => Array.Find(Head, line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim() ?? "";
}

/// <summary>A body, and what became of its events.</summary>
/// <param name="Name">The file, and what it is called in it.</param>
/// <param name="Path">The path and query.</param>
/// <param name="Headers">The request's headers, without <c>Host</c>.</param>
/// <param name="Body">The body.</param>
/// <param name="IsCut">Whether the recording has less of the body, or of a header, than was sent; it cannot be sent again.</param>
/// <param name="Good">How many good events it made.</param>
/// <param name="Bad">How many bad ones.</param>
/// <param name="GoodEvents">The good ones: some fields of each, in the order in which they were sent.</param>
/// <param name="BadRows">The bad ones: the address of each row and its messages.</param>
internal sealed record RecordedVerdict(string Name, string Path, string[] Headers, byte[] Body, bool IsCut, int Good, int Bad, JsonElement[] GoodEvents, JsonElement[] BadRows)
{
    public static RecordedVerdict Of(string file, JsonElement member)
    {
        string[] headers = SnowplowRecordings.Strings(member.GetProperty("headers"));
        byte[] body = SnowplowRecordings.Bytes(member.GetProperty("body").GetString()!);
        JsonElement counts = member.GetProperty("counts");
        return new RecordedVerdict(
            $"{file} {member.GetProperty("name").GetString()}",
            member.GetProperty("path").GetString()!,
            headers,
            body,
            SnowplowRecordings.Length(headers) != body.Length || Array.Exists(headers, header => header.Contains("...", StringComparison.Ordinal)),
            counts.GetProperty("good").GetInt32(),
            counts.GetProperty("bad").GetInt32(),
            [.. member.GetProperty("good").EnumerateArray()],
            member.TryGetProperty("bad", out JsonElement bad) && bad.ValueKind == JsonValueKind.Array ? [.. bad.EnumerateArray()] : []);
    }
}
