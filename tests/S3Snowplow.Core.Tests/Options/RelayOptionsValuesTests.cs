using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Options;

/// <summary>The settings of the relay itself: what is allowed, what is not, and what is said then.</summary>
public sealed class RelayOptionsValuesTests
{
    public static TheoryData<string?, bool> AppIds => new()
    {
        { "a", true },
        { new string('x', 255), true },
        { "with space, \u00FC and \U0001F69A", true },
        { "a:b;c", true },
        { new string('x', 256), false },
        { "", false },
        { null, false },
        { "tab\tbed", false },
        { "half \uD83D", false },
    };

    public static TheoryData<string?, bool> Namespaces => new()
    {
        { "a", true },
        { new string('x', 128), true },
        { "with space, \u00FC and \U0001F69A", true },
        { new string('x', 129), false },
        { "a:b", false },
        { "a;b", false },
        { "", false },
        { null, false },
        { "new\nline", false },
        { "\uDE9A half", false },
    };

    [Theory]
    [MemberData(nameof(AppIds))]
    public void Validate_AppId_IsWhatAnAtomicFieldTakes(string? value, bool allowed) => AssertSays(
        options => options.AppId = value!, allowed, $"AppId is '{value}'; allowed: 1 to 255 characters");

    [Theory]
    [MemberData(nameof(Namespaces))]
    public void Validate_TrackerNamespace_IsWhatAnAtomicFieldTakes(string? value, bool allowed) => AssertSays(
        options => options.TrackerNamespace = value!, allowed, $"TrackerNamespace is '{value}'; allowed: 1 to 128 characters, no ':', no ';'");

    [Theory]
    [InlineData("iglu:com.acme/s3_object/jsonschema/1-0-0", true)]
    [InlineData("com.acme/s3_object/jsonschema/1-0-0", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Validate_EventSchema_IsASchemaUri(string? value, bool allowed) => AssertSays(
        options => options.EventSchema = value!, allowed, $"EventSchema is '{value}'; allowed: iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION");

    [Theory]
    [InlineData(1, true)]
    [InlineData(1_000_000_000, true)]
    [InlineData(0, false)]
    [InlineData(-1, false)]
    [InlineData(1_000_000_001, false)]
    public void Validate_MaxNotificationBytes_HasBounds(int value, bool allowed) => AssertSays(
        options => options.MaxNotificationBytes = value, allowed, $"MaxNotificationBytes is {value}; allowed: 1 to 1000000000.");

    [Theory]
    [InlineData(EventEncoding.Json, true)]
    [InlineData(EventEncoding.Base64, true)]
    [InlineData((EventEncoding)2, false)]
    [InlineData((EventEncoding)(-1), false)]
    public void Validate_Encoding_IsOneOfTwo(EventEncoding value, bool allowed) => AssertSays(
        options => options.Encoding = value, allowed, $"Encoding is {(int)value}; allowed: Json or Base64.");

    [Theory]
    [InlineData(RejectedHandling.ReturnToSource, true)]
    [InlineData(RejectedHandling.Acknowledge, true)]
    [InlineData((RejectedHandling)2, false)]
    public void Validate_OnRejected_IsOneOfTwo(RejectedHandling value, bool allowed) => AssertSays(
        options => options.OnRejected = value, allowed, $"OnRejected is {(int)value}; allowed: ReturnToSource or Acknowledge.");

    [Theory]
    [InlineData("ObjectCreated:Put", true)]
    [InlineData("s3:ObjectCreated:*", true)]
    [InlineData("LifecycleTransition", true)]
    [InlineData("*", true)]
    [InlineData("s3:*", true)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData(null, false)]
    [InlineData("s3:", false)]
    [InlineData("*:Put", false)]
    [InlineData("Object*:Put", false)]
    [InlineData("ObjectCreated:**", false)]
    public void Validate_FilterNames_HaveAStarAtTheEndOnly(string? value, bool allowed) => AssertSays(
        options => options.Filter.EventNames = ["ObjectCreated:Put", value!], allowed, $"Filter.EventNames has '{value}'; allowed: an event name such as ObjectCreated:Put");

    [Theory]
    [InlineData(0, true)]
    [InlineData(long.MaxValue, true)]
    [InlineData(-1, false)]
    public void Validate_FilterMinimumSize_IsNotNegative(long value, bool allowed) => AssertSays(
        options => options.Filter.MinimumSize = value, allowed, $"Filter.MinimumSize is {value}; allowed: 0 or more bytes.");

    // A configuration binder sets what the configuration says, and a JSON file can say null.
    [Fact]
    public void Validate_PartsSetToNull_AreNamed()
    {
        AssertSays(options => options.Filter = null!, allowed: false, "Filter is not set; allowed: ");
        AssertSays(options => options.Delivery = null!, allowed: false, "Delivery is not set; allowed: ");
        AssertSays(options => options.Filter.EventNames = null!, allowed: false, "Filter.EventNames is not set; allowed: ");
        AssertSays(options => options.Filter.KeyPrefix = null!, allowed: false, "Filter.KeyPrefix is not set; allowed: ");
        AssertSays(options => options.Filter.KeySuffix = null!, allowed: false, "Filter.KeySuffix is not set; allowed: ");
    }

    private static void AssertSays(Action<RelayOptions> change, bool allowed, string message)
    {
        RelayOptions options = Usable.Options();
        change(options);

        IReadOnlyList<string> errors = options.Validate();

        if (allowed)
        {
            Assert.Empty(errors);
        }
        else
        {
            Assert.StartsWith(message, Assert.Single(errors), StringComparison.Ordinal);
        }
    }
}
