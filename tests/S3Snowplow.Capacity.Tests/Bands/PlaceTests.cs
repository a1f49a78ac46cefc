namespace S3Snowplow.Capacity.Tests.Bands;

/// <summary>That an error stands where the mistake does, in every way that YAML has to write the same.</summary>
public sealed class PlaceTests
{
    [Theory]
    [InlineData("[ { bucket: acme-raw, BAD: x } ]")]
    [InlineData("[ bucket: acme-raw, BAD: x ]")]
    [InlineData("[ { bucket: acme-raw },   BAD: x ]")]
    [InlineData("[ { bucket: acme-raw },\n      {   BAD: x } ]")]
    [InlineData("[ { bucket: acme-raw },\n\n      { bucket: acme-x,\n        BAD: x } ]")]
    [InlineData("\n      - bucket: acme-raw\n        BAD: x")]
    [InlineData("\n      - { bucket: acme-raw }\n      - { bucket: acme-x, BAD: x }")]
    [InlineData("[ { bucket: \"acme-raw\", 'BAD': x } ]")]
    [InlineData("[ { \"bucket\": \"acme-raw\", \"BAD\": \"x\" } ]")]
    public void Parse_WordWithoutMeaning_IsToldWhereItStands(string inputs) => AssertAt(inputs, "BAD", "has no meaning here");

    [Theory]
    [InlineData("[ { bucket: a*e } ]")]
    [InlineData("[ bucket: a*e ]")]
    [InlineData("[ { bucket: acme-raw, prefix: x }, bucket: a*e ]")]
    [InlineData("[ { bucket: acme-raw,\n      prefix: x },\n      { prefix: y, bucket: a*e } ]")]
    public void Parse_BucketThatIsNone_IsToldWhereItStands(string inputs) => AssertAt(inputs, "a*e", "is no bucket");

    [Theory]
    [InlineData("[ { bucket: acme-raw }, prefix: x ]", "prefix: x")]
    [InlineData("[ { bucket: acme-raw }, { prefix: x } ]", "{ prefix: x")]
    [InlineData("[ prefix: x ]", "prefix: x")]
    public void Parse_InputWithoutABucket_IsToldWhereItBegins(string inputs, string at) => AssertAt(inputs, at, "The input has no bucket");

    [Theory]
    [InlineData("[ { bucket: acme-raw }, { bucket: acme-raw } ]")]
    [InlineData("[ bucket: acme-raw, bucket: acme-raw ]")]
    public void Parse_InputThatComesTwice_IsToldWhereTheSecondStands(string inputs) => AssertAt(inputs, "acme-raw", "is an input of pipeline 'ops1' already", last: true);

    private static void AssertAt(string inputs, string what, string message, bool last = false)
    {
        string text = $"pipelines:\n  ops1:\n    band: 1 GB/h\n    inputs: {inputs}\n";
        int at = last ? text.LastIndexOf(what, StringComparison.Ordinal) : text.IndexOf(what, StringComparison.Ordinal);
        at -= text[at - 1] is '"' or '\'' ? 1 : 0;
        int line = text[..at].Count(letter => letter == '\n') + 1;
        int column = at - (text[..at].LastIndexOf('\n') + 1) + 1;

        BandsException exception = Assert.Throws<BandsException>(() => CapacityBands.Parse(text));

        Assert.Contains(exception.Errors, error => error.Message.Contains(message, StringComparison.Ordinal) && (error.Line, error.Column) == (line, column));
    }
}
