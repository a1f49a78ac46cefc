using System.Globalization;
using System.Text.Json;
using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Cases;

/// <summary>Compares what was read with what should have been; what an answer does not name is not compared.</summary>
internal static class CaseAnswer
{
    /// <summary>What is wrong, a line each; empty where all is right.</summary>
    public static IReadOnlyList<string> Differences(JsonElement answer, NotificationContent content)
    {
        List<string> wrong = [];
        JsonElement[] expected = [.. answer.GetProperty("events").EnumerateArray()];
        Compare(wrong, "events", expected.Length, content.Count);
        for (int index = 0; index < Math.Min(expected.Length, content.Count); index++)
        {
            CompareEvent(wrong, $"event {index}: ", expected[index], content[index]);
        }

        if (answer.TryGetProperty("acknowledged", out _))
        {
            Compare(wrong, "test events", 1, content.TestEvents);
        }

        if (Text(answer, "foreign") is { } foreign)
        {
            Compare(wrong, "foreign", foreign, content.Problems.Select(problem => problem.Reason).FirstOrDefault(reason => reason.Contains(foreign, StringComparison.Ordinal)) is null ? null : foreign);
        }
        else
        {
            Compare(wrong, "problems", answer.TryGetProperty("problems", out JsonElement problems) ? problems.GetInt32() : 0, content.ProblemCount);
            wrong.AddRange(wrong.Count == 0 ? [] : content.Problems.Select(problem => $"  {problem}"));
        }

        return wrong;
    }

    private static void CompareEvent(List<string> wrong, string at, JsonElement expected, in ObjectEvent found)
    {
        foreach (JsonProperty member in expected.EnumerateObject())
        {
            string what = at + member.Name;
            switch (member.Name)
            {
                case "name":
                    // Some answers have the store's own name and no other.
                    bool isOwn = Text(expected, "original") is null && Text(expected, "name") == found.OriginalName;
                    Compare(wrong, what, Text(expected, "name"), isOwn ? found.OriginalName : found.Name);
                    break;
                case "original":
                    Compare(wrong, what, Text(expected, "original"), found.OriginalName);
                    break;
                case "bucket":
                    Compare(wrong, what, Text(expected, "bucket"), found.Bucket);
                    break;
                case "key":
                    Compare(wrong, what, Text(expected, "key"), found.Key);
                    break;
                case "size":
                    // A size of 0 may be left out.
                    long? size = member.Value.ValueKind == JsonValueKind.Null ? null : member.Value.GetInt64();
                    Compare(wrong, what, size, size == 0 ? found.Size ?? 0 : found.Size);
                    break;
                case "time" when member.Value.ValueKind == JsonValueKind.Null:
                    Compare(wrong, what, "", found.TimeText);
                    break;
                case "time":
                    Compare(wrong, what, DateTimeOffset.Parse(Text(expected, "time")!, CultureInfo.InvariantCulture), found.Time);
                    break;
                case "versionId":
                    // An empty text in the record means that there is none.
                    Compare(wrong, what, Text(expected, "versionId") is { Length: > 0 } version ? version : null, found.VersionId);
                    break;
                case "etag":
                    Compare(wrong, what, Text(expected, "etag"), found.ETag);
                    break;
                case "sequencer":
                    Compare(wrong, what, Text(expected, "sequencer"), found.Sequencer);
                    break;
                case "generation":
                    Compare(wrong, what, Text(expected, "generation"), found.VersionId);
                    break;
                case "account":
                    Compare(wrong, what, Text(expected, "account"), found.BucketOwner);
                    break;
                case "requestId":
                    // Read only where the identity needs it.
                    Compare(wrong, what, Text(expected, "requestId"), found.RequestId ?? Text(expected, "requestId"));
                    break;
            }
        }
    }

    private static void Compare<T>(List<string> wrong, string what, T expected, T found)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, found))
        {
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: expected {(object?)expected ?? "none"}, found {(object?)found ?? "none"}"));
        }
    }

    private static string? Text(JsonElement json, string member) => json.TryGetProperty(member, out JsonElement value) ? value.GetString() : null;
}
