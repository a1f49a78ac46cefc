using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Privacy;

/// <summary>What stands in the place of a key. The vectors were computed with Python's <c>hmac</c> and <c>hashlib</c>.</summary>
public sealed class KeyReplacementTests
{
    private const string Secret = "0123456789abcdef";

    [Theory]
    [InlineData("users/jane.doe/2026/report.pdf", "95aa18a446f5633a/329102f66d99ed6b/3b50f60f621b3c7d/191a3639f07e1128")]
    [InlineData("users/jane.doe/2026/", "95aa18a446f5633a/329102f66d99ed6b/3b50f60f621b3c7d/")]
    [InlineData("users/john.doe/x", "95aa18a446f5633a/0e056bfeca278689/ccb227483ad11919")]
    [InlineData("users", "95aa18a446f5633a")]
    [InlineData("/users//a", "/6bd07a3db391f31f//1ab37eca75eed703")]
    [InlineData("incoming/Grüße/日本.csv", "7c6908b30d3f420e/ccde1180d2d95bb9/91996816b18daa79")]
    [InlineData("/", "/")]
    [InlineData("", "")]
    public void Of_Hash_IsThatOfTheVectors(string key, string expected) => Assert.Equal(expected, Hash(key));

    [Fact]
    public void Of_HashOfAKeyWithTooManyLevels_HashesTheRestAsOne()
    {
        string hash = Hash(string.Join('/', Enumerable.Repeat("a", 120)));

        Assert.Equal(1699, hash.Length);
        Assert.Equal(99, hash.Count(letter => letter == '/'));
        Assert.EndsWith("/c25202b71e79bbf9/87565a1e6fcc0a4c", hash, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_HashOfTheLongestKey_FitsTheSchema()
    {
        // Amazon S3: a key has 1024 bytes at most.
        Assert.InRange(Hash(string.Concat(Enumerable.Repeat("a/", 512))).Length, 1, 4096);
        Assert.InRange(Hash(new string('/', 1024)).Length, 1, 4096);
    }

    [Fact]
    public void Of_HashWithAnotherSecret_IsAnother() =>
        Assert.NotEqual(Hash("users"), Of(new RelayOptions { KeyPrivacy = KeyPrivacy.Hash, KeyHashSecret = Secret + "0" }, "users"));

    [Theory]
    [InlineData(1, "users/jane.doe/2026/report.pdf", "users/")]
    [InlineData(2, "users/jane.doe/2026/report.pdf", "users/jane.doe/")]
    [InlineData(3, "users/jane.doe/2026/report.pdf", "users/jane.doe/2026/")]
    [InlineData(4, "users/jane.doe/2026/report.pdf", "users/jane.doe/2026/report.pdf")]
    [InlineData(int.MaxValue, "a/b", "a/b")]
    [InlineData(1, "report.pdf", "report.pdf")]
    [InlineData(1, "/a/b", "/")]
    [InlineData(2, "a/", "a/")]
    [InlineData(1, "", "")]
    public void Of_FirstParts_EndsBehindTheSlash(int parts, string key, string expected) =>
        Assert.Equal(expected, Of(new RelayOptions { KeyPrivacy = KeyPrivacy.FirstParts, KeyParts = parts }, key));

    [Fact]
    public void Of_Omit_IsEmpty() => Assert.Equal("", Of(new RelayOptions { KeyPrivacy = KeyPrivacy.Omit }, "users/jane.doe"));

    [Fact]
    public void For_Send_IsNothingAtAll()
    {
        var options = new RelayOptions();
        var mapper = new ObjectEventMapper(ObjectEventMapper.DefaultSchema);

        Assert.Null(KeyReplacement.For(options));
        Assert.Same(mapper, PrivateKeyMapper.Before(mapper, options));
    }

    private static string Hash(string key) => Of(new RelayOptions { KeyPrivacy = KeyPrivacy.Hash, KeyHashSecret = Secret }, key);

    private static string Of(RelayOptions options, string key) => KeyReplacement.For(options)!.Of(key);
}
