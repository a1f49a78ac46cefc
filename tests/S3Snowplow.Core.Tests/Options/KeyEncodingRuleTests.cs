namespace S3Snowplow.Core.Tests.Options;

public sealed class KeyEncodingRuleTests
{
    public static TheoryData<string, KeyEncodingRule?> Faults => new()
    {
        { "KeyEncodings[1].Source is ''", new KeyEncodingRule { Encoding = KeyEncoding.AsSent } },
        { "KeyEncodings[1].Source is ''", new KeyEncodingRule { Source = null!, Encoding = KeyEncoding.AsSent } },
        { "KeyEncodings[1].Source is 'a b'", new KeyEncodingRule { Source = "a b", Encoding = KeyEncoding.AsSent } },
        { "KeyEncodings[1].Source is 'é'", new KeyEncodingRule { Source = "é", Encoding = KeyEncoding.AsSent } },
        { "KeyEncodings[1].Source is 'xxxxx", new KeyEncodingRule { Source = new string('x', 65), Encoding = KeyEncoding.AsSent } },
        { "KeyEncodings[1].Source is 'acme:shape'", new KeyEncodingRule { Source = "acme:shape", Encoding = KeyEncoding.AsSent } },
        { "KeyEncodings[1].Source is 'minio:s3'", new KeyEncodingRule { Source = "minio:s3", Buckets = ["b"], Encoding = KeyEncoding.FormEncoded } },
        { "KeyEncodings[1].Buckets has one", new KeyEncodingRule { Source = "aws:s3", Buckets = [""], Encoding = KeyEncoding.AsSent } },
        { "KeyEncodings[1].Buckets has one", new KeyEncodingRule { Source = "aws:s3", Buckets = null!, Encoding = KeyEncoding.AsSent } },
        { "KeyEncodings[1].Encoding is ''", new KeyEncodingRule { Source = "aws:s3" } },
        { "KeyEncodings[1].Encoding is '7'", new KeyEncodingRule { Source = "aws:s3", Encoding = (KeyEncoding)7 } },
        { "KeyEncodings[1] is not set", null },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Validate_Fault_NamesTheSettingItsValueAndWhatIsAllowed(string message, KeyEncodingRule? rule)
    {
        RelayOptions options = Usable.Options();
        options.Shapes.Add(new NotificationShape { Source = "acme:shape", Bucket = "$.b", Key = "$.k", Time = "$.t" });
        options.KeyEncodings = [new KeyEncodingRule { Source = "minio:s3", Encoding = KeyEncoding.AsSent }, rule!];

        string error = Assert.Single(options.Validate());

        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.Contains("; allowed: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_RulesWithoutFault_HasNoErrors()
    {
        RelayOptions options = Usable.Options();
        Assert.Empty(options.KeyEncodings);
        options.KeyEncodings =
        [
            new KeyEncodingRule { Source = "aws:s3", Buckets = ["a", "b"], Encoding = KeyEncoding.AsSent },
            new KeyEncodingRule { Source = "aws:s3", Encoding = KeyEncoding.FormEncoded },
        ];

        Assert.Empty(options.Validate());
    }

    [Fact]
    public void Validate_ListThatIsNotSet_IsNamed()
    {
        RelayOptions options = Usable.Options();
        options.KeyEncodings = null!;

        Assert.StartsWith("KeyEncodings is not set", Assert.Single(options.Validate()), StringComparison.Ordinal);
    }
}
