using System.Text;
using System.Text.Json.Nodes;
using S3Snowplow.Testing;

namespace S3Snowplow.Core.Tests.Schemas;

/// <summary>Our lint finds what the real linter found, no more and no less: only then does "no findings" mean that anyone can publish the schema.</summary>
public sealed class LintRecordingTests
{
    public static TheoryData<string> Paths => [.. LintRecording.All.Select(recording => recording.Path)];

    [Fact]
    public void Recordings_OfTheLinter_HaveSchemasWithAndWithoutFindings()
    {
        // Without this an empty folder would prove the lint.
        Assert.Contains(LintRecording.All, recording => recording.Findings.Count > 0);
        Assert.Contains(LintRecording.All, recording => recording.CheckCount is not null);
    }

    [Fact]
    public void Checks_OfOurLint_AreAsManyAsTheRecordedLinterHas() =>
        Assert.All(LintRecording.All.Where(recording => recording.CheckCount is not null), recording => Assert.Equal(recording.CheckCount, IgluLint.Checks.Count));

    [Theory]
    [MemberData(nameof(Paths))]
    public void Lint_RecordedSchema_FindsWhatTheLinterFound(string path)
    {
        LintRecording recording = LintRecording.All.First(one => one.Path == path);

        IEnumerable<string> found = IgluLint.Lint(path, SchemaAsPublished(path)).Where(finding => IgluLint.Checks.Contains(finding.Rule)).Select(finding => $"{finding.Rule} {finding.Pointer}");

        Assert.Equal(recording.Findings.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    private static byte[] SchemaAsPublished(string path)
    {
        if (RegistryFolder.Files().Contains(path)) return File.ReadAllBytes(RegistryFolder.Locate(path));

        using Stream schema = typeof(NotificationSamples).Assembly.GetManifestResourceStream($"schemas/{path}")
            ?? throw new FileNotFoundException($"The recording has findings of {path}, which is neither in schemas/ nor in S3Snowplow.Testing.");
        JsonObject root = JsonNode.Parse(schema)!.AsObject();

        // The double describes itself as one; the published schema has no description.
        root.Remove("description");
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }
}
