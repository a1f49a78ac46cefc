using System.Text.Json.Nodes;

namespace S3Snowplow.Testing;

/// <summary>An error whose member <c>error</c> is a text: from before a request was given to anything that knows types (90).</summary>
#pragma warning disable CA1032, CA1064, MA0055 // Made here and caught by the endpoint; nobody else sees it.
internal sealed class PlainError(int status, string text, bool hasStatus) : Exception(text)
{
    public int Status => status;

    public JsonObject ToJson() => hasStatus ? new() { ["error"] = Message, ["status"] = status } : new() { ["error"] = Message };
}
