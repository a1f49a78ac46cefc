using FsCheck;
using FsCheck.Fluent;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Events;

public sealed class IgluUriTests
{
    private static readonly Gen<string> VersionPart =
        Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Choose(1, 120)), (1, Gen.Choose(1, int.MaxValue))).Select(n => $"{n}");

    [Fact]
    public void Parse_AnyUriOfTheGrammar_ReadsItsParts()
    {
        Arbitrary<string[]> any = (
            from vendor in Word("abzAZ019-_.")
            from name in Word("abzAZ019-_")
            from format in Word("abzAZ019-_")
            from model in Gen.Choose(1, int.MaxValue)
            from revision in VersionPart
            from addition in VersionPart
            select new[] { vendor, name, format, $"{model}-{revision}-{addition}" }).ToArbitrary();

        Prop.ForAll(any, parts =>
        {
            string text = $"iglu:{string.Join('/', parts)}";

            IgluUri uri = IgluUri.Parse(text);

            Assert.Equal(parts, new[] { uri.Vendor, uri.Name, uri.Format, uri.Version });
            Assert.Equal(text, uri.Text);
            Assert.Equal(text, uri.ToString());
            Assert.Equal(uri, IgluUri.Parse(text));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("iglu:")]
    [InlineData("com.acme/thing/jsonschema/1-0-0")]
    [InlineData("IGLU:com.acme/thing/jsonschema/1-0-0")]
    [InlineData(" iglu:com.acme/thing/jsonschema/1-0-0")]
    [InlineData("iglu:com.acme/thing/jsonschema/1-0-0 ")]
    [InlineData("iglu:com.acme/thing/jsonschema/1-0-0\n")]
    [InlineData("iglu:com.acme/thing/jsonschema/1-0-0/")]
    [InlineData("iglu:com.acme/thing/jsonschema/1-0-0/x")]
    [InlineData("iglu:com.acme/thing/jsonschema")]
    [InlineData("iglu:com.acme/thing/1-0-0")]
    [InlineData("iglu://com.acme/thing/jsonschema/1-0-0")]
    [InlineData("iglu:/thing/jsonschema/1-0-0")]
    [InlineData("iglu:com.acme//jsonschema/1-0-0")]
    [InlineData("iglu:com.acme/thing//1-0-0")]
    [InlineData("iglu:com.acme/th.ing/jsonschema/1-0-0")]
    [InlineData("iglu:com.acme/thing/json.schema/1-0-0")]
    [InlineData("iglu:com acme/thing/jsonschema/1-0-0")]
    [InlineData("iglu:com.acm\u00E9/thing/jsonschema/1-0-0")]
    [InlineData("iglu:com.acme/th\"ing/jsonschema/1-0-0")]
    [InlineData("iglu:com.acme/thing/jsonschema/1-0")]
    [InlineData("iglu:com.acme/thing/jsonschema/1")]
    [InlineData("iglu:com.acme/thing/jsonschema/1-0-0-0")]
    [InlineData("iglu:com.acme/thing/jsonschema/1.0.0")]
    [InlineData("iglu:com.acme/thing/jsonschema/1-0-*")]
    [InlineData("iglu:com.acme/thing/jsonschema/0-0-0")]
    [InlineData("iglu:com.acme/thing/jsonschema/01-0-0")]
    [InlineData("iglu:com.acme/thing/jsonschema/1-00-0")]
    [InlineData("iglu:com.acme/thing/jsonschema/1-0-01")]
    [InlineData("iglu:com.acme/thing/jsonschema/-1-0-0")]
    [InlineData("iglu:com.acme/thing/jsonschema/1-0-\u0661")]
    public void TryParse_TextOfAnotherForm_IsNone(string? text)
    {
        Assert.False(IgluUri.TryParse(text, out IgluUri? uri));
        Assert.Null(uri);
    }

    [Fact]
    public void Parse_TextOfAnotherForm_SaysTheTextAndWhatIsAllowed()
    {
        FormatException exception = Assert.Throws<FormatException>(() => IgluUri.Parse("com.acme/thing"));

        Assert.Contains("'com.acme/thing'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_LongText_IsNoBurden()
    {
        Assert.False(IgluUri.TryParse("iglu:" + new string('-', 1_000_000), out _));
        Assert.True(IgluUri.TryParse($"iglu:{new string('a', 1_000_000)}/b/c/1-0-0", out _));
    }

    [Fact]
    public void Equals_OtherText_IsAnotherUri() =>
        Assert.NotEqual(IgluUri.Parse("iglu:com.acme/thing/jsonschema/1-0-0"), IgluUri.Parse("iglu:com.acme/thing/jsonschema/1-0-1"));

    private static Gen<string> Word(string alphabet) => Gen.Elements(alphabet.ToCharArray()).NonEmptyListOf().Select(letters => new string([.. letters]));
}
