using System.Text.Json;

namespace S3Snowplow.Capacity.Alerts;

/// <summary>A JSON object that was saved, read with the care that a damaged file needs: whatever is wrong is <see cref="InvalidDataException"/>.</summary>
/// <param name="element">The object.</param>
internal readonly struct SavedObject(JsonElement element)
{
    // Far from where calculating with times overflows.
    private static readonly DateTimeOffset LastTime = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public string Text(string name) => OptionalText(name) ?? throw Missing(name);

    public string? OptionalText(string name) => Find(name, JsonValueKind.String) is { } found ? found.GetString() : null;

    public long Number(string name) => OptionalNumber(name) ?? throw Missing(name);

    public long? OptionalNumber(string name) =>
        Find(name, JsonValueKind.Number) is not { } found ? null : found.TryGetInt64(out long number) ? number : throw Missing(name);

    public int Integer(string name) => Number(name) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw Missing(name);

    public long Minute(string name) => Number(name) is >= 0 and var minute && minute < LastTime.ToUnixTimeSeconds() / 60 ? minute : throw Missing(name);

    public bool Flag(string name) => element.TryGetProperty(name, out JsonElement found) && found.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? found.GetBoolean() : throw Missing(name);

    public DateTimeOffset Time(string name) => OptionalTime(name) ?? throw Missing(name);

    public DateTimeOffset? OptionalTime(string name) => OptionalNumber(name) is not { } milliseconds ? null
        : milliseconds >= 0 && milliseconds <= LastTime.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : throw Missing(name);

    public T Word<T>(string name)
        where T : struct, Enum => Enum.TryParse(Text(name), ignoreCase: false, out T word) && Enum.IsDefined(word) ? word : throw Missing(name);

    public SavedObject? Optional(string name) => Find(name, JsonValueKind.Object) is { } found ? new SavedObject(found) : null;

    public SavedObject Object(string name) => Optional(name) ?? throw Missing(name);

    public IEnumerable<SavedObject> Objects(string name)
    {
        foreach (JsonElement item in Array(name))
        {
            yield return item.ValueKind == JsonValueKind.Object ? new SavedObject(item) : throw Missing(name);
        }
    }

    public IEnumerable<string> Texts(string name)
    {
        foreach (JsonElement item in Array(name))
        {
            yield return item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Missing(name);
        }
    }

    private JsonElement.ArrayEnumerator Array(string name) => (Find(name, JsonValueKind.Array) ?? throw Missing(name)).EnumerateArray();

    private JsonElement? Find(string name, JsonValueKind kind) =>
        !element.TryGetProperty(name, out JsonElement found) ? null : found.ValueKind == kind ? found : throw Missing(name);

    private static InvalidDataException Missing(string name) => new($"The saved alerts are damaged: '{name}' is missing or is not what it has to be.");
}
