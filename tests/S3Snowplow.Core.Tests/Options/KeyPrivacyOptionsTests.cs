namespace S3Snowplow.Core.Tests.Options;

/// <summary>What is allowed of the settings of keys, and that no message has the secret.</summary>
public sealed class KeyPrivacyOptionsTests
{
    [Theory]
    [InlineData(KeyPrivacy.Send, 1, null)]
    [InlineData(KeyPrivacy.Send, 1, "short")]
    [InlineData(KeyPrivacy.Omit, 1, null)]
    [InlineData(KeyPrivacy.FirstParts, int.MaxValue, null)]
    [InlineData(KeyPrivacy.Hash, 1, "sixteen letters.")]
    public void Validate_WhatIsAllowed_FindsNothing(KeyPrivacy privacy, int parts, string? secret) => Assert.Empty(Validate(privacy, parts, secret));

    [Theory]
    [InlineData(KeyPrivacy.Hash, 1, null, "KeyHashSecret is not set; allowed with KeyPrivacy Hash: 16 or more characters")]
    [InlineData(KeyPrivacy.Hash, 1, "", "KeyHashSecret is not set; allowed with KeyPrivacy Hash: 16 or more characters")]
    [InlineData(KeyPrivacy.Hash, 1, "UNPRINTED-UNPRI", "KeyHashSecret is too short (not printed here); allowed with KeyPrivacy Hash: 16 or more characters")]
    [InlineData(KeyPrivacy.FirstParts, 0, null, "KeyParts is 0; allowed: 1 or more.")]
    [InlineData(KeyPrivacy.Send, -1, null, "KeyParts is -1; allowed: 1 or more.")]
    [InlineData((KeyPrivacy)4, 1, null, "KeyPrivacy is 4; allowed: Send, Hash, FirstParts, Omit.")]
    public void Validate_WhatIsWrong_NamesTheSettingAndWhatIsAllowed(KeyPrivacy privacy, int parts, string? secret, string beginning)
    {
        string error = Assert.Single(Validate(privacy, parts, secret));

        Assert.StartsWith(beginning, error, StringComparison.Ordinal);
        Assert.DoesNotContain("UNPRINTED", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Relay_HashWithoutASecret_IsRefusedAtStart() =>
        Assert.Throws<RelayOptionsException>(() => new ObjectEventRelay(new RelayOptions { CollectorUri = new Uri("https://collector.example"), KeyPrivacy = KeyPrivacy.Hash }));

    private static IReadOnlyList<string> Validate(KeyPrivacy privacy, int parts, string? secret) =>
        new RelayOptions { CollectorUri = new Uri("https://collector.example"), KeyPrivacy = privacy, KeyParts = parts, KeyHashSecret = secret }.Validate();
}
