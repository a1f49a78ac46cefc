using System.Text;

namespace S3Snowplow.Tool.Tests;

public sealed class SettingsFileTests
{
    [Fact]
    public void Read_WithCommentsAndACommaAtTheEnd_HasEachSettingWithItsPlace()
    {
        SettingsFile file = Read("\uFEFF{\n  // why\n  \"é\": 1, \"S3Snowplow\": {\n    \"Spool\": { \"MaxAge\": \"1\" }, /* so */\n    \"Filter\": { \"Buckets\": [ \"a\", null ] },\n  },\n}");

        Assert.Empty(file.Problems);
        Assert.Equal(
            [
                new WrittenSetting("é", WrittenKind.Value, "1", "f.json:3:3", "f.json:3:8"),
                new WrittenSetting("S3Snowplow", WrittenKind.Object, null, "f.json:3:11", "f.json:3:25"),
                new WrittenSetting("S3Snowplow:Spool", WrittenKind.Object, null, "f.json:4:5", "f.json:4:14"),
                new WrittenSetting("S3Snowplow:Spool:MaxAge", WrittenKind.Value, "1", "f.json:4:16", "f.json:4:26"),
                new WrittenSetting("S3Snowplow:Filter", WrittenKind.Object, null, "f.json:5:5", "f.json:5:15"),
                new WrittenSetting("S3Snowplow:Filter:Buckets", WrittenKind.Array, null, "f.json:5:17", "f.json:5:28"),
                new WrittenSetting("S3Snowplow:Filter:Buckets:0", WrittenKind.Value, "a", "f.json:5:30", "f.json:5:30"),
                new WrittenSetting("S3Snowplow:Filter:Buckets:1", WrittenKind.Null, null, "f.json:5:35", "f.json:5:35"),
            ],
            file.Settings);
    }

    [Theory]
    [InlineData("{\n  \"a\": tru\n}", "f.json:2:11: this is no JSON")]
    [InlineData("{ \"a\": 1", "f.json:1:9: this is no JSON: the file ends, and the { of line 1 is not closed: } is missing.")]
    [InlineData("{\n  \"a\": {\n    \"b\": [ 1 ]\n  \n}\n", "f.json:6:1: this is no JSON: the file ends, and the { of line 1 is not closed: } is missing.")]
    [InlineData("{ \"a\":\n [ 1 }", "f.json:2:6: this is no JSON: the [ of line 2 is not closed: ] is missing before this.")]
    [InlineData("{ \"a\": 1\n  \"b\": 2 }", "f.json:2:3: this is no JSON: a comma is missing before this.")]
    [InlineData("{ \"a\": 1, \"b\" 2 }", "f.json:1:15: this is no JSON: a colon is missing before this.")]
    [InlineData("{ \"a\": \"1,\n  \"b\": 2 }", "f.json:1:11: this is no JSON: a text is not closed in this line: \" is missing.")]
    [InlineData("", "f.json:1:1: this is no JSON: the file is empty.")]
    [InlineData("{} {}", "f.json:1:4: this is no JSON: the object has ended before this.")]
    [InlineData("[1]", "f.json:1:1: the file holds no object")]
    [InlineData("{\"a\":{\"b\":1},\n\"A\":{\"B\":2}}", "f.json:2:1: A is set twice, first at 1:2")]
    public void Read_OfWhatIsNoFileOfSettings_SaysWhereAndWhy(string text, string said)
    {
        Assert.StartsWith(said, Read(text).Problems[0], StringComparison.Ordinal);
    }

    private static SettingsFile Read(string text) => SettingsFile.Read(Encoding.UTF8.GetBytes(text), "f.json");
}
