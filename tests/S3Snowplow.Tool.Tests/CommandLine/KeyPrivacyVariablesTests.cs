namespace S3Snowplow.Tool.Tests.CommandLine;

/// <summary>The commands that send take from the environment what of keys is sent, and never print the secret.</summary>
public sealed class KeyPrivacyVariablesTests
{
    [Theory]
    [InlineData(null, KeyPrivacy.Send)]
    [InlineData("", KeyPrivacy.Send)]
    [InlineData("send", KeyPrivacy.Send)]
    [InlineData("HASH", KeyPrivacy.Hash)]
    [InlineData("first_parts", KeyPrivacy.FirstParts)]
    [InlineData("omit", KeyPrivacy.Omit)]
    public void Problems_WordsThatAreKnown_AreSet(string? mode, KeyPrivacy expected)
    {
        var options = new RelayOptions();

        Assert.Empty(KeyPrivacyVariables.Problems(options, Variables(mode, "3", "sixteen letters.")));

        Assert.Equal((expected, 3, "sixteen letters."), (options.KeyPrivacy, options.KeyParts, options.KeyHashSecret));
    }

    [Theory]
    [InlineData("encrypt", null, null, "KEY_PRIVACY is 'encrypt'; allowed: send, hash, first_parts, omit.")]
    [InlineData("first_parts", "0", null, "KEY_PARTS is '0'; allowed: a whole number, 1 or more.")]
    [InlineData("hash", null, null, "KEY_HASH_SECRET is not set; allowed with KEY_PRIVACY=hash: 16 or more characters")]
    [InlineData("hash", null, "UNPRINTED", "KEY_HASH_SECRET is too short (not printed here); allowed with KEY_PRIVACY=hash: 16 or more characters")]
    public void Problems_WhatIsWrong_IsNamedByItsVariable(string mode, string? parts, string? secret, string beginning)
    {
        string problem = Assert.Single(KeyPrivacyVariables.Problems(new RelayOptions(), Variables(mode, parts, secret)));

        Assert.StartsWith(beginning, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("UNPRINTED", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ProblemsOfNotifications_KeyEncodings_AreReadToo()
    {
        var options = new RelayOptions();

        Assert.Empty(KeyPrivacyVariables.ProblemsOfNotifications(options, name => name == "KEY_ENCODINGS" ? "aws:s3=as_sent" : null));
        string problem = Assert.Single(KeyPrivacyVariables.ProblemsOfNotifications(new RelayOptions(), name => name == "KEY_ENCODINGS" ? "aws:s3" : null));

        Assert.Equal(("aws:s3", KeyEncoding.AsSent), Assert.Single(options.KeyEncodings.Select(rule => (rule.Source, rule.Encoding!.Value))));
        Assert.StartsWith("KEY_ENCODINGS has 'aws:s3'; allowed:", problem, StringComparison.Ordinal);
    }

    private static Func<string, string?> Variables(string? mode, string? parts, string? secret) => name => name switch
    {
        "KEY_PRIVACY" => mode,
        "KEY_PARTS" => parts,
        "KEY_HASH_SECRET" => secret,
        _ => null,
    };
}
