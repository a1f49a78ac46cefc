using System.Text.Json;

namespace S3Snowplow.Reading.Clouds;

/// <summary>An object of the current document that is looked at for the second time, by the readers of other worlds.</summary>
internal readonly ref struct CloudObject(NotificationContent content, ReadOnlySpan<byte> json, int start, JsonPath place)
{
    /// <summary>Takes what is found.</summary>
    public NotificationContent Content { get; } = content;

    /// <summary>The object's own bytes.</summary>
    public ReadOnlySpan<byte> Json { get; } = json;

    /// <summary>Where they begin in the current document.</summary>
    public int Start { get; } = start;

    /// <summary>The object's path in the current document.</summary>
    public JsonPath Place { get; } = place;

    /// <summary>The value at a path of names with dots between them.</summary>
    public JsonText Find(string path) => MemberPath.Find(Json, path);

    /// <summary>The text at a path, or <see langword="null"/> where it is absent, empty or no text.</summary>
    public string? Text(string path) => Find(path).ToStringOrNull(Json);

    /// <summary>As <see cref="Text"/>, but for a number its digits.</summary>
    public string? TextOrNumber(string path) => Find(path).ToStringOrNumber(Json);

    /// <summary>Whether there is an object at a path.</summary>
    public bool HasObject(string path) => Find(path).Type == JsonTokenType.StartObject;

    /// <summary>Whether the text at a path begins with <paramref name="start"/>.</summary>
    public bool StartsWith(string path, ReadOnlySpan<byte> start) => Find(path).StartsWith(Json, start);

    /// <summary>Whether the text at a path is <paramref name="text"/>.</summary>
    public bool Is(string path, ReadOnlySpan<byte> text) => Find(path).Equals(Json, text);

    /// <summary>The path of one of the object's values from the root of the current document.</summary>
    public JsonPath PathOf(string path) => Place with { After = $"{Place.After}.{path}" };

    /// <summary>Where a value stands in the current document.</summary>
    public Range RangeOf(JsonText value) => (value.PartRange.Start.Value + Start)..(value.PartRange.End.Value + Start);

    /// <summary>Reads what a value of this object carries: an object or list as it is, a text as the JSON or the base64 that it holds.</summary>
    public void Unwrap(JsonText value, JsonPath path, NotificationWrappings wrapping)
    {
        if (value.IsString)
        {
            DocumentReader.ReadText(Content, value.At(Start), path, wrapping);
        }
        else
        {
            DocumentReader.ReadPart(Content, RangeOf(value), path, wrapping);
        }
    }

    /// <summary>Adds a problem at a value, or at the object where there is no value.</summary>
    public void AddProblem(NotificationProblemKind kind, JsonText value, string path, string reason) =>
        Content.AddProblem(kind, value.Type == JsonTokenType.None ? Start : Start + value.Start, path.Length == 0 || !Content.KeepsFurtherProblems ? Place : PathOf(path), reason);

    /// <summary>Adds the problem of an event that tells of no object.</summary>
    /// <param name="what">Whose event it is, in words of ours: never a text of the notification.</param>
    public bool AddForeign(string what)
    {
        Content.AddProblem(NotificationProblemKind.UnknownShape, Start, Place, $"{what}, no object event");
        return true;
    }
}
