using System.Text;

namespace S3Snowplow.Tool.Tests.Listings;

public sealed class ListedKeyTests
{
    [Theory]
    [InlineData("a+b%2Bc%25%2F", "a b+c%/")]
    [InlineData("%F0%9F%98%80%c3%bc", "\U0001F600\u00fc")]
    [InlineData("plain", "plain")]
    [InlineData("%2520", "%20")]
    [InlineData("日本+x", "日本 x")]
    public void Read_EncodedKey_IsDecodedOnce(string text, string key) => Assert.Equal((key, false), ListedKey.Read(text, isEncoded: true));

    [Theory]
    [InlineData("50%")]
    [InlineData("%zz")]
    [InlineData("%2")]
    [InlineData("%FF")]
    public void Read_NoValidEncoding_KeepsTheTextAndSaysSo(string text) => Assert.Equal((text, true), ListedKey.Read(text, isEncoded: true));

    [Fact]
    public void Read_KeyThatIsNotEncoded_StaysAsItIs() => Assert.Equal(("a%2Bb+c", false), ListedKey.Read("a%2Bb+c", isEncoded: false));

    [Fact]
    public void Read_ReplacementCharacter_IsLostUnlessItIsTheKeysOwn()
    {
        Assert.Equal(("a\uFFFD", true), ListedKey.Read("a\uFFFD", isEncoded: false));
        Assert.Equal(("a\uFFFD", false), ListedKey.Read("a%EF%BF%BD", isEncoded: true));
    }

    [Fact]
    public void Compare_AnyTwoKeys_IsTheOrderOfTheirBytes()
    {
        string[] keys = ["", "a", "ab", "b", "folder-x", "folder.x", "folder/x", "folder0x", "\u007F", "\u00E9", "\uD7FF", "\uE000", "\uFF5E", "\uFFFD", "\U00010000", "\U0001F600", "\U0010FFFF", "\U0001F600a", "a\U0001F600", "a\uFF5E"];
        foreach (string left in keys)
        {
            foreach (string right in keys)
            {
                int expected = Math.Sign(Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right)));

                Assert.True(expected == Math.Sign(ListedKey.Compare(left, right)), $"{left} and {right}");
            }
        }
    }
}
