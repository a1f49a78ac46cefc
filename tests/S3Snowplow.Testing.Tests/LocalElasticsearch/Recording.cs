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

    // A media type is not recorded but where it is the matter: then the answer names it.
    public string MediaType => Answer is JsonObject answer && answer["error"] is JsonValue refused && refused.ToString().Contains("text/plain", StringComparison.Ordinal) ? "text/plain"
        : Target.Split('?')[0].EndsWith("_bulk", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json";

    /// <summary>Whether the local Elasticsearch says of itself that it knows such requests.</summary>
    public bool IsClaimed
    {
        get
        {
            string[] parts = Target.Split('?')[0].Split('/');
            return (Method, parts) switch
            {
                ("PUT", ["_index_template" or "_template", _]) => true,
                ("POST", ["_bulk"]) => true,
                ("PUT", [_, "_doc", _]) => true,
                ("POST" or "GET", [_, "_search" or "_field_caps" or "_count"]) => true,
                _ => false,
            };
        }
    }

    /// <summary>Reads a file; <see langword="null"/> for one that is no recording, or whose body was not kept.</summary>
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
            if (!File.Exists(path))
            {
                return null;
            }

            recording.Body = File.ReadAllText(path, Encoding.UTF8);
        }
        else if (request["body"] is { } body)
        {
            recording.Body = body is JsonValue text && text.TryGetValue(out string? given) ? given : body.ToJsonString();
        }

        return recording;
    }
}
