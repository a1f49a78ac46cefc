using System.Text;
using System.Text.Json.Nodes;

namespace S3Snowplow.Testing.Tests.Elasticsearch;

/// <summary>One request that was asked of a real server, and what it answered.</summary>
internal sealed class Recording
{
    private readonly JsonNode _file;
    private readonly string _folder;

    private Recording(string file) => (_file, _folder) = (JsonNode.Parse(File.ReadAllBytes(file))!, Path.GetDirectoryName(file)!);

    public string Method => (string)_file["request"]!["method"]!;

    /// <summary>The path with its query, without the first slash.</summary>
    public string Target => ((string)_file["request"]!["path"]!).TrimStart('/');

    public int Status => (int)_file["status"]!;

    public JsonNode? Answer => _file["answer"];

    /// <summary>The body; <see langword="null"/> for none.</summary>
    public string? Body { get; private set; }

    /// <summary>Whether the body was described in words only, and was made anew: then places in it that an answer names are others.</summary>
    public bool IsBodyMadeAnew { get; private set; }

    // A media type is not recorded but where it is the matter: then the answer names it.
    public string MediaType => Answer is JsonObject answer && answer["error"] is JsonValue refused && refused.ToString().Contains("text/plain", StringComparison.Ordinal) ? "text/plain"
        : Target.Split('?')[0].EndsWith("_bulk", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json";

    /// <summary>Reads a file; <see langword="null"/> for one that is no recording, or whose body was neither kept nor described.</summary>
    public static Recording? Read(string file)
    {
        var recording = new Recording(file);
        if (recording._file["request"] is not JsonObject request || recording._file["answer"] is null)
        {
            return null;
        }

        if ((string?)request["body_file"] is { } bodyFile)
        {
            string path = Path.GetFullPath(bodyFile, recording._folder);
            recording.Body = File.Exists(path) ? File.ReadAllText(path, Encoding.UTF8) : RecordingBodies.Make(bodyFile, recording._folder);
            recording.IsBodyMadeAnew = !File.Exists(path);
            return recording.Body is null ? null : recording;
        }

        if (request["body"] is { } body)
        {
            recording.Body = body is JsonValue text && text.TryGetValue(out string? given) ? given : Spaced(body);
        }

        return recording;
    }

    // As it was sent: with a space behind each comma and colon, which the columns in errors count.
    private static string Spaced(JsonNode? node) => node switch
    {
        JsonObject members => $"{{{string.Join(", ", members.Select(member => $"{JsonValue.Create(member.Key).ToJsonString()}: {Spaced(member.Value)}"))}}}",
        JsonArray elements => $"[{string.Join(", ", elements.Select(Spaced))}]",
        null => "null",
        _ => node.ToJsonString(),
    };
}
