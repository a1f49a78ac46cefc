using System.Text;

namespace S3Snowplow.Core.Tests.Sources;

public sealed class JsonDocumentSplitterTests
{
    private const string Bom = "\uFEFF";

    /// <summary>A file, and what it splits into: line, offset and text of each document.</summary>
    public static TheoryData<string, string[]> Files => new()
    {
        { "", [] },
        { "\n \r\n\t\n", [] },
        { "{}", ["1@0 {}"] },
        { "{}\n", ["1@0 {}"] },
        { "\n\n{}", ["3@2 {}"] },
        { "{\n  \"a\": 1\n}\n", ["0@0 {\n  \"a\": 1\n}"] },
        { "\n{\r\n\r\n\"a\": 1\r\n}", ["0@1 {\r\n\n\n\"a\": 1\r\n}"] },
        { "[\n{},\n{}\n]", ["0@0 [\n{},\n{}\n]"] },
        { "{\"a\":1}\n{\"b\":2}\n", ["1@0 {\"a\":1}", "2@8 {\"b\":2}"] },
        { "{\"a\":1}\r\n{\"b\":2}\r\n", ["1@0 {\"a\":1}\r", "2@9 {\"b\":2}\r"] },
        { "{\"a\":1}\n\n  \n{\"b\":2}", ["1@0 {\"a\":1}", "4@12 {\"b\":2}"] },
        { Bom + "{\"a\":1}\n{\"b\":2}", ["1@0 " + Bom + "{\"a\":1}", "2@11 {\"b\":2}"] },
        { Bom + "{\n}", ["0@0 " + Bom + "{\n}"] },
        { Bom + "\n{\n}", ["0@0 " + Bom + "\n{\n}"] },
        { "{\"a\":\n{\"b\":2}\n{\"c\":3}", ["1@0 {\"a\":", "2@6 {\"b\":2}", "3@14 {\"c\":3}"] },
        { "no\n\t{\"b\":2}", ["1@0 no", "2@3 \t{\"b\":2}"] },
        { "{\"a\":1}\nno\n{\"c\":3}", ["1@0 {\"a\":1}", "2@8 no", "3@11 {\"c\":3}"] },
        { "{\"\u00E9\":1}\n{}", ["1@0 {\"\u00E9\":1}", "2@9 {}"] },
        { "{\n\"a\": 1,\n", ["0@0 {\n\"a\": 1,"] },
        { "no\nnor this", ["0@0 no\nnor this"] },
        { "{\"a\":1}{\"b\":2}", ["1@0 {\"a\":1}{\"b\":2}"] },
        { Bom + "{\"a\":1} [2]\n{\"b\":2}{}", ["1@0 " + Bom + "{\"a\":1} [2]", "2@15 {\"b\":2}{}"] },
        { "{\n\"a\":1\n}\n{\n\"b\":2\n}\n{}\n", ["0@0 {\n\"a\":1\n}\n{\n\"b\":2\n}\n{}"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task SplitAsync_File_GivesItsDocuments(string file, string[] documents)
    {
        Assert.Equal(documents, await SplitAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)), 1000));
        Assert.Equal(documents, await SplitAsync(new Drops(Encoding.UTF8.GetBytes(file)), 1000));
    }

    [Theory]
    [InlineData("{\"a\":123456789}\n{}\n{}", new[] { "1@0 {\"a\":123456", "2@16 {}", "3@19 {}" })]
    [InlineData("{\"a\":123456789}\n{\"b\":123456789}\n{}", new[] { "1@0 {\"a\":123456", "2@16 {\"b\":123456", "3@32 {}" })]
    [InlineData("{}\n{\"b\":123456789}\n{}", new[] { "1@0 {}", "2@3 {\"b\":123456", "3@19 {}" })]
    [InlineData("no\n{\"b\":123456789}\n{}", new[] { "0@0 no\n{\"b\":123" })]
    [InlineData("no\n{}\n{\"b\":123456789}\n{}", new[] { "1@0 no", "2@3 {}", "3@6 {\"b\":123456", "4@22 {}" })]
    [InlineData("{\"a\":123456789}", new[] { "1@0 {\"a\":123456" })]
    [InlineData("{\n\"a\": 1,\n\"b\": 2\n}", new[] { "0@0 {\n\"a\": 1,\n\"" })]
    [InlineData("{\"a\":1234}\n{}", new[] { "1@0 {\"a\":1234}", "2@11 {}" })]
    [InlineData("{\n\"a\":12\n}", new[] { "0@0 {\n\"a\":12\n}" })]
    [InlineData("{\"a\":1}{\"b\":2}{\"c\":3}\n{}", new[] { "1@0 {\"a\":1}", "1@7 {\"b\":2}", "1@14 {\"c\":3}", "2@22 {}" })]
    [InlineData("{}{}{}{}{}{}", new[] { "1@0 {}{}{}{}{}", "1@10 {}" })]
    [InlineData("{} [\"}{\"] {}", new[] { "1@0 {} [\"}{\"]", "1@9  {}" })]
    [InlineData("{}{\"b\":123456789}{}\n{}", new[] { "1@0 {}", "1@2 {\"b\":123456", "2@20 {}" })]
    public async Task SplitAsync_OverTheLimit_IsCutOneByteBehindIt(string file, string[] documents) =>
        Assert.Equal(documents, await SplitAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)), 10));

    [Fact]
    public async Task SplitAsync_ManyLines_HasEachWithItsPlace()
    {
        var file = new StringBuilder();
        var expected = new List<string>();
        for (int line = 1; line <= 5000; line++)
        {
            expected.Add($"{line}@{file.Length} {{\"line\":{line}}}");
            file.Append($"{{\"line\":{line}}}\n");
        }

        Assert.Equal(expected, await SplitAsync(new MemoryStream(Encoding.UTF8.GetBytes(file.ToString())), 100));
    }

    [Fact]
    public async Task SplitAsync_BrokenLineBeforeALongOne_TakesNoMoreMemoryThanTheLimitAllows()
    {
        byte[] file = [.. "no\n"u8, .. Enumerable.Repeat((byte)' ', 8 * 1024 * 1024), .. "\n{}"u8];
        long before = GC.GetAllocatedBytesForCurrentThread();

        await SplitAsync(new MemoryStream(file), 1000);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * 1024 * 1024);
    }

    [Fact]
    public async Task SplitAsync_Cancelled_Throws()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SplitAsync(new MemoryStream("{}"u8.ToArray()), 10, cancelled));
    }

    private static async Task<string[]> SplitAsync(Stream stream, int maxBytes, CancellationToken cancellationToken = default)
    {
        var documents = new List<string>();
        await foreach (JsonDocumentSplitter.Document document in JsonDocumentSplitter.SplitAsync(stream, maxBytes, cancellationToken))
        {
            documents.Add($"{document.Line}@{document.Offset} {Encoding.UTF8.GetString(document.Bytes.Span)}");
        }

        return [.. documents];
    }

    /// <summary>Gives one byte at a time, as a pipe may.</summary>
    private sealed class Drops(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
