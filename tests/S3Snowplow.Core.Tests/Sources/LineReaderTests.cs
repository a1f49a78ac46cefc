using System.Text;

namespace S3Snowplow.Core.Tests.Sources;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("\n", new[] { "1@0 ''" })]
    [InlineData("a", new[] { "1@0 'a'" })]
    [InlineData("a\n", new[] { "1@0 'a'" })]
    [InlineData("a\n\nb", new[] { "1@0 'a'", "2@2 ''", "3@3 'b'" })]
    [InlineData("a\r\nb\rc\n", new[] { "1@0 'a\r'", "2@3 'b\rc'" })]
    [InlineData("12345\n123456\n1234567\n12", new[] { "1@0 '12345'", "2@6 '123456'", "3@13 '123456'", "4@21 '12'" })]
    public async Task ReadAsync_Text_GivesItsLinesUpToOneByteOverTheLimit(string text, string[] lines) =>
        Assert.Equal(lines, await ReadAsync(Encoding.UTF8.GetBytes(text), 5));

    /// <remarks>The reader's buffer has 64 kB.</remarks>
    [Theory]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(65537)]
    [InlineData(200_000)]
    public async Task ReadAsync_LineAroundTheBuffersSize_IsWhole(int length)
    {
        string line = new('x', length);

        string[] lines = await ReadAsync(Encoding.UTF8.GetBytes(line + "\n" + line + "\nlast"), 1_000_000);

        Assert.Equal([$"1@0 '{line}'", $"2@{length + 1} '{line}'", $"3@{(2 * length) + 2} 'last'"], lines);
    }

    [Fact]
    public async Task ReadAsync_LineLargerThanTheLimitAndTheBuffer_IsCutAndTheNextIsWhole()
    {
        string[] lines = await ReadAsync(Encoding.UTF8.GetBytes(new string('x', 200_000) + "\nlast"), 3);

        Assert.Equal(["1@0 'xxxx'", "2@200001 'last'"], lines);
    }

    private static async Task<string[]> ReadAsync(byte[] text, int maxLineBytes)
    {
        var reader = new LineReader(new MemoryStream(text), maxLineBytes);
        var lines = new List<string>();
        while (await reader.ReadAsync(CancellationToken.None) is { } line)
        {
            lines.Add($"{line.Line}@{line.Offset} '{Encoding.UTF8.GetString(line.Bytes.Span)}'");
        }

        Assert.Null(await reader.ReadAsync(CancellationToken.None));
        return [.. lines];
    }
}
