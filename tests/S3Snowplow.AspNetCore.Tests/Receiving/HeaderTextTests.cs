using S3Snowplow.AspNetCore.Receiving;

namespace S3Snowplow.AspNetCore.Tests.Receiving;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("objects/in/x.csv", "objects/in/x.csv")]
    [InlineData("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀")]
    [InlineData("a+b%2bc", "a+b+c")]
    [InlineData("100%25", "100%")]
    [InlineData("%2541", "%41")]
    [InlineData("\"a b\"", "a b")]
    [InlineData("\"a \\\"b\\\\ %25\"", "a \"b\\ %")]
    [InlineData("\"\"", "")]
    [InlineData("\"", "\"")]
    [InlineData("é", "é")]
    [InlineData("é%20", "é ")]
    [InlineData("%C0%A0", null)]
    [InlineData("%ff", null)]
    [InlineData("%", null)]
    [InlineData("a%4", null)]
    [InlineData("a%+4", null)]
    [InlineData("a% 4", null)]
    [InlineData("a%zz", null)]
    public void Decode_Value_IsWhatTheBindingSays(string value, string? expected) => Assert.Equal(expected, HeaderText.Decode(value));
}
