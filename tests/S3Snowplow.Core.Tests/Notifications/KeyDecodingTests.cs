using S3Snowplow.Reading;

namespace S3Snowplow.Core.Tests.Notifications;

public sealed class KeyDecodingTests
{
    [Theory]
    [InlineData("plain/key.txt", "plain/key.txt")]
    [InlineData("this+im+%2B+age+blah.txt", "this im + age blah.txt")]
    [InlineData("red+flower.jpg", "red flower.jpg")]
    [InlineData("a%20b", "a b")]
    [InlineData("a%2Fb%2fc", "a/b/c")]
    [InlineData("a%40b%3D%3a%28%29", "a@b=:()")]
    [InlineData("%C3%9Cber/%E6%97%A5/%F0%9F%9A%9A", "\u00DCber/\u65E5/\U0001F69A")]
    [InlineData("%00", "\0")]
    [InlineData("%2525", "%25")]
    [InlineData("+", " ")]
    public void TryDecode_FormEncoding_GivesTheKey(string raw, string expected)
    {
        Assert.True(KeyDecoder.TryDecode(raw, out string decoded));
        Assert.Equal(expected, decoded);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("a%4")]
    [InlineData("%zz")]
    [InlineData("%4g")]
    [InlineData("%+1")]
    [InlineData("%%41")]
    [InlineData("%FF")]
    [InlineData("%C3")]
    [InlineData("%C3(")]
    [InlineData("%C0%AF")]
    [InlineData("%ED%A0%80")]
    [InlineData("%F4%90%80%80")]
    [InlineData("good+key%E6%97")]
    public void TryDecode_NoFormEncodingOfUtf8_GivesTheRawKey(string raw)
    {
        Assert.False(KeyDecoder.TryDecode(raw, out string decoded));
        Assert.Same(raw, decoded);
    }

    /// <remarks>No encoder leaves any of these, so the key is the one that was put.</remarks>
    [Theory]
    [InlineData("copied here+.csv")]
    [InlineData("100%25 is%20it%.csv")]
    [InlineData("\u00DC+%C3%9C")]
    [InlineData("tab\t+")]
    [InlineData("line\n%2B")]
    [InlineData("\u0001+")]
    [InlineData("del\u007F+")]
    [InlineData("\u0085+")]
    [InlineData("quote\"+")]
    [InlineData("back\\slash+")]
    [InlineData("<tag>+")]
    [InlineData("{json}+%7D")]
    [InlineData("caret^+")]
    [InlineData("`+")]
    [InlineData("|+")]
    public void TryDecode_CharacterThatNoEncodingLeaves_GivesTheKeyAsItIs(string raw)
    {
        Assert.True(KeyDecoder.TryDecode(raw, out string decoded));
        Assert.Same(raw, decoded);
    }

    [Fact]
    public void TryDecode_EachCharacterOfAUrl_LeavesTheEncodingToBeUndone()
    {
        const string Url = "ABCxyz019-._~:/?#[]@!$&'()*,;=";

        Assert.True(KeyDecoder.TryDecode(Url + "+%2B", out string decoded));
        Assert.Equal(Url + " +", decoded);
    }

    [Theory]
    [InlineData("aws:s3")]
    [InlineData("minio:s3")]
    [InlineData("rustfs:s3")]
    [InlineData("sgws:s3")]
    [InlineData("cubefs:s3")]
    [InlineData("somebody:s3")]
    public void Read_KeyWithALiteralSpaceOfAnySource_IsTheKey(string source)
    {
        ObjectEvent found = Record.ReadOne(Record.List(Record.Of("\"copied here+%2B.csv\"", source: $"\"{source}\"")));

        Assert.Equal(("copied here+%2B.csv", "copied here+%2B.csv", true), (found.Key, found.RawKey, found.KeyDecoded));
    }

    [Fact]
    public void TryDecode_NothingEncoded_GivesTheSameString()
    {
        string raw = string.Concat("incoming/", 7);

        Assert.True(KeyDecoder.TryDecode(raw, out string decoded));
        Assert.Same(raw, decoded);
    }

    /// <remarks>Around the sizes at which the decoder changes from the stack to a rented buffer, up to the longest key in its longest encoding.</remarks>
    [Theory]
    [InlineData(112)]
    [InlineData(113)]
    [InlineData(114)]
    [InlineData(340)]
    [InlineData(341)]
    [InlineData(1024)]
    public void TryDecode_LongKeys_AreWhole(int bytes)
    {
        string expected = new string('\u00E9', bytes / 2) + new string('+', bytes % 2);

        Assert.True(KeyDecoder.TryDecode(Uri.EscapeDataString(expected), out string decoded));
        Assert.Equal(expected, decoded);
    }

    [Theory]
    [InlineData("aws:s3", NotificationDialect.AmazonS3, "a b%")]
    [InlineData("minio:s3", NotificationDialect.Minio, "a b%")]
    [InlineData("rustfs:s3", NotificationDialect.RustFs, "a b%")]
    [InlineData("sgws:s3", NotificationDialect.StorageGrid, "a b%")]
    [InlineData("arn:teifs", NotificationDialect.Other, "a b%")]
    [InlineData("", NotificationDialect.Other, "a b%")]
    [InlineData("cubefs:s3", NotificationDialect.Other, "a b%")]
    [InlineData("scality:s3", NotificationDialect.Other, "a+b%25")]
    [InlineData("storj:s3", NotificationDialect.Other, "a+b%25")]
    [InlineData("ceph:s3", NotificationDialect.Ceph, "a+b%25")]
    public void Read_OfEachSource_DecodesByItsDialect(string source, NotificationDialect dialect, string key)
    {
        ObjectEvent found = Record.ReadOne(Record.List(Record.Of("\"a+b%25\"", source: $"\"{source}\"")));

        Assert.Equal((dialect, key, "a+b%25", true), (found.Dialect, found.Key, found.RawKey, found.KeyDecoded));
    }

    [Fact]
    public void Read_RecordWithoutSource_IsOfAnotherStore()
    {
        string record = Record.Of("\"a+b\"").Replace("\"eventSource\":\"aws:s3\",", "", StringComparison.Ordinal);

        ObjectEvent found = Record.ReadOne(Record.List(record));

        Assert.Equal((NotificationDialect.Other, "a b"), (found.Dialect, found.Key));
    }

    [Theory]
    [InlineData("a+b%25 c%zz%FF")]
    [InlineData("+")]
    [InlineData("%2B%20%%%.png")]
    public void Read_KeysOfCephAndEventBridge_AreUntouched(string key)
    {
        ObjectEvent ceph = Record.ReadOne(Record.List(Record.Of($"\"{key}\"", source: "\"ceph:s3\"")));
        ObjectEvent eventBridge = Record.ReadOne(Record.InEventBridge($"\"{key}\""));

        Assert.All([ceph, eventBridge], found => Assert.Equal((key, key, true), (found.Key, found.RawKey, found.KeyDecoded)));
    }

    [Fact]
    public void Read_UndecodableKey_IsAnEventWithItsRawKey()
    {
        ObjectEvent found = Record.ReadOne(Record.List(Record.Of("\"a+%FF\"")));

        Assert.Equal(("a+%FF", "a+%FF", false), (found.Key, found.RawKey, found.KeyDecoded));
    }

    [Theory]
    [InlineData("\"\\u0061\\u002B\\/\\u0062\"", "a /b")]
    [InlineData("\"\\u0061\\u002B\\u00e9\\ud83d\\ude9a\\/\\\"\"", "a+\u00E9\U0001F69A/\"")]
    [InlineData("\"a\\u0025\\u0032\\u0042b\"", "a+b")]
    public void Read_KeyWithJsonEscapes_IsUnescapedBeforeItIsDecoded(string key, string expected) =>
        Assert.Equal(expected, Record.ReadOne(Record.List(Record.Of(key))).Key);

    [Theory]
    [InlineData("\"a\\ud83d\"")]
    [InlineData("\"\\ude9a\\ud83d\"")]
    [InlineData("\"\\ud83d\\u0041\"")]
    public void Read_KeyWithALoneSurrogate_IsAProblemAndItsSiblingsAreRead(string key)
    {
        NotificationContent content = Record.Read(Record.List(Record.Of("\"first\""), Record.Of(key), Record.Of("\"third\"")));

        Assert.Equal(["first", "third"], content.ObjectEvents.ToArray().Select(found => found.Key));
        NotificationProblem problem = Assert.Single(content.Problems);
        Assert.Equal((NotificationProblemKind.InvalidRecord, "$.Records[1]"), (problem.Kind, problem.Path));
    }

    [Fact]
    public void Read_KeyOfBytesThatAreNoUtf8_IsAProblem()
    {
        byte[] notification = Record.List(Record.Of("\"a#b\"")).Bytes();
        notification[Array.IndexOf(notification, (byte)'#')] = 0xFF;

        Assert.Equal(NotificationProblemKind.InvalidRecord, Record.ReadProblem(notification).Kind);
    }
}
