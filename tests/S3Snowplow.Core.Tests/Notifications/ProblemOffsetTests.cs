using System.Text;
using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

/// <summary>A problem's offset is the byte of the delivered notification, through every layer of strings and their escapes.</summary>
public sealed class ProblemOffsetTests
{
    // A size that is none.
    private const string Fault = "-7";

    /// <summary>How a sender may write a character inside of a JSON string.</summary>
    public static TheoryData<string, string> Escapings => new()
    {
        { "plain", "plain" },
        { "all", "plain" },
        { "plain", "all" },
        { "all", "all" },
        { "other", "all" },
        { "all", "other" },
        { "solidus", "other" },
    };

    [Theory]
    [MemberData(nameof(Escapings))]
    public void Read_FaultInSnsInSqs_PointsAtItsByte(string outer, string inner)
    {
        // Characters of one, two, three and four bytes stand before it, as they are and with escapes.
        string before = Record.Of("\"a/\\u0041 \u00E9\u20AC\U0001F69A \\ud83d\\ude9a\\n\"", Fault).Split(Fault)[0];
        string listBefore = $$"""{"Records":[{{Record.Of()}},{{before}}""";
        const string EnvelopeBefore = "{\"Note\":\"\\u00E9\\ud83d\\ude9a\U0001F69A\",\"Type\":\"Notification\",\"TopicArn\":\"t\",\"Message\":\"";
        string notificationBefore = "{\"Records\":[{\"messageId\":\"\u20AC\"},{\"body\":\"" + Escape(EnvelopeBefore + Escape(listBefore, inner), outer);
        string after = Escape(Escape(Fault + "}}}]}", inner) + "\"}", outer) + "\",\"eventSource\":\"aws:sqs\"}]}";

        NotificationContent content = Record.Read(notificationBefore + after);

        NotificationProblem problem = content.Problems[1];
        Assert.Equal("$.Records[1].body|$.Message|$.Records[1].s3.object.size", problem.Path);
        Assert.Equal(notificationBefore.Bytes().Length, problem.Offset);
        Assert.Equal((1, 2), (content.Count, content.ProblemCount));
    }

    /// <remarks>The escaped text stands for A (1 byte), e acute (2), the euro (3), a lorry (4), a line feed, a solidus and a letter.</remarks>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 6)]
    [InlineData(3, 12)]
    [InlineData(6, 18)]
    [InlineData(10, 30)]
    [InlineData(11, 32)]
    [InlineData(12, 34)]
    [InlineData(13, 35)]
    [InlineData(1000, 35)]
    public void EscapedOffset_OfTheFirstByteOfACharacter_IsWhereItsEscapeBegins(int unescaped, int expected)
    {
        ReadOnlySpan<byte> escaped = "\\u0041\\u00e9\\u20AC\\ud83d\\uDE9a\\n\\/z"u8;
        (int At, long Unescaped) known = default;

        // Asked for the first time, again, after an earlier place, and after a later one.
        Assert.Equal(expected, JsonText.EscapedOffset(escaped, unescaped, ref known));
        Assert.Equal(expected, JsonText.EscapedOffset(escaped, unescaped, ref known));
        foreach (int other in new[] { 0, 1, 3, 6, 10, 11, 12, 13, 1000 })
        {
            JsonText.EscapedOffset(escaped, other, ref known);
            Assert.Equal(expected, JsonText.EscapedOffset(escaped, unescaped, ref known));
        }
    }

    [Theory]
    [InlineData("{\"a\":x}", 5)]
    [InlineData("{\"a\":1,}", 7)]
    [InlineData("{\n\"a\":1\n,\n\n x}", 12)]
    [InlineData("\uFEFF{\"a\":x}", 8)]
    [InlineData("{\"\u00E9\":x}", 6)]
    [InlineData("{\"a\":\"\\q\"}", 7)]
    [InlineData("{\"a\":\"\n\"}", 6)]
    [InlineData("[1] ]", 4)]
    [InlineData("{'a':1}", 1)]
    [InlineData("// no", 0)]
    public void Read_FaultOfJson_PointsAtItsByte(string notification, int offset)
    {
        NotificationProblem problem = Record.ReadProblem(notification);

        Assert.Equal((NotificationProblemKind.NotJson, (long)offset), (problem.Kind, problem.Offset));
    }

    [Theory]
    [InlineData("{\\\"a\\\":x}", 7)]
    [InlineData("{\\u0022a\\u0022:x}", 15)]
    [InlineData("\\n\\n{\\\"a\\\":x}", 11)]
    [InlineData("\\ufeff{\\\"a\\\":x}", 13)]
    [InlineData("[\\\"\\ud83d\\ude9a\\\",x]", 18)]
    [InlineData("{\\\"a\\\":", 7)]
    [InlineData("x", 0)]
    [InlineData("", 0)]
    public void Read_FaultOfJsonInABody_PointsAtItsByte(string body, int offset)
    {
        const string Before = "{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\"";

        NotificationProblem problem = Record.ReadProblem($"{Before}{body}\"}}]}}");

        Assert.Equal((NotificationProblemKind.NotJson, "$.Records[0].body|$", (long)Before.Length + offset), (problem.Kind, problem.Path, problem.Offset));
    }

    [Fact]
    public void Read_FaultInsideOfPartsAndStrings_HasThePathOfAllOfThem()
    {
        string notification = $$"""[{},{"requestContext":{},"requestPayload":[{{Record.Quoted(Record.InSns(Record.List(Record.Of(size: Fault))))}}]}]""";

        NotificationContent content = Record.Read(notification);

        Assert.Equal("$[1].requestPayload[0]|$.Message|$.Records[0].s3.object.size", content.Problems[1].Path);
        Assert.Equal(notification.IndexOf(Fault, StringComparison.Ordinal), content.Problems[1].Offset);
    }

    private static string Escape(string text, string how)
    {
        var escaped = new StringBuilder();
        foreach (char character in text)
        {
            bool isDue = how switch
            {
                "all" => true,
                "other" => character % 2 == 0 || character > 0x7F,
                "solidus" => character == '/',
                _ => false,
            };
            _ = character == '/' && how == "solidus" ? escaped.Append("\\/")
                : isDue ? escaped.Append($"\\u{(int)character:x4}")
                : character is '"' or '\\' ? escaped.Append('\\').Append(character)
                : escaped.Append(character);
        }

        return escaped.ToString();
    }
}
