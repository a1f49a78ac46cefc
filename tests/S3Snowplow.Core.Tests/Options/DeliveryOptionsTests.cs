using System.Globalization;
using System.Reflection;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Options;

/// <summary>Each setting at its lowest and highest value, and one step outside of both.</summary>
public sealed class DeliveryOptionsTests
{
    /// <summary>Setting; what is just below, lowest, highest, just above; how the message names the range. Empty where there is no such bound.</summary>
    public static TheoryData<string, string, string, string, string, string> Bounds => new()
    {
        { "MaxBatchBytes", "1023", "1024", "2097152", "2097153", "1024 to 2097152" },
        { "MaxBatchEvents", "0", "1", "100000", "100001", "1 to 100000" },
        { "MaxEventBytes", "1023", "1024", "1000000", "1000001", "1024 to 1000000" },
        { "Linger", "-00:00:00.0000001", "00:00:00", "00:01:00", "00:01:00.0000001", "00:00:00 to 00:01:00" },
        { "MaxConcurrentRequests", "0", "1", "100", "101", "1 to 100" },
        { "QueueCapacity", "0", "1", "10000000", "10000001", "1 to 10000000" },
        { "QueueCapacityBytes", "189999", "190000", "9223372036854775807", "", "at least MaxEventBytes, which is 190000" },
        { "RequestTimeout", "00:00:00", "00:00:00.0000001", "00:10:00", "00:10:00.0000001", "more than 00:00:00, at most 00:10:00" },
        { "RetryBaseDelay", "00:00:00", "00:00:00.0000001", "01:00:00", "01:00:00.0000001", "more than 00:00:00, at most 01:00:00" },
        { "RetryMaxDelay", "00:00:00", "00:00:00.0000001", "01:00:00", "01:00:00.0000001", "RetryBaseDelay, which is 00:00:00.0000001, to 01:00:00" },
        { "RetryBudget", "00:00:00", "00:00:00.0000001", "14.00:00:00", "14.00:00:00.0000001", "more than 00:00:00, at most 14.00:00:00, or infinite" },
        { "DrainTimeout", "-00:00:00.0000001", "00:00:00", "01:00:00", "01:00:00.0000001", "00:00:00 to 01:00:00" },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public void Validate_ValueAtEachBound_IsAllowedAndJustOutsideIsNamed(string setting, string below, string lowest, string highest, string above, string allowed)
    {
        Assert.Empty(ErrorsOf(setting, lowest));
        Assert.Empty(ErrorsOf(setting, highest));
        Assert.All(new[] { below, above }.Where(outside => outside.Length > 0), outside =>
            Assert.Contains(ErrorsOf(setting, outside), error => error.StartsWith($"Delivery.{setting} is {outside}; allowed: {allowed}", StringComparison.Ordinal)));
    }

    // But for the list, which AcceptedAnswersTests have.
    [Fact]
    public void Bounds_OfTheseTests_AreOfEverySetting() => Assert.Equal(
        typeof(DeliveryOptions).GetProperties().Select(property => property.Name).Where(name => name != nameof(DeliveryOptions.AcceptedAnswers)).Order(StringComparer.Ordinal),
        Bounds.Select(row => (string)row[0]).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("-00:00:00.0010000", true)]
    [InlineData("-00:00:00.0020000", false)]
    public void Validate_RetryBudget_MayBeInfinite(string value, bool allowed) => Assert.Equal(allowed, ErrorsOf("RetryBudget", value).Count == 0);

    [Fact]
    public void Validate_BatchLargerThanTheQueue_IsNamed()
    {
        RelayOptions options = Usable.Options();
        options.Delivery.QueueCapacity = 499;

        Assert.StartsWith(
            "Delivery.MaxBatchEvents is 500; allowed: at most QueueCapacity, which is 499", Assert.Single(options.Validate()), StringComparison.Ordinal);
        options.Delivery.MaxBatchEvents = 499;
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void Validate_EventLargerThanTheQueue_IsNamed()
    {
        RelayOptions options = Usable.Options();
        options.Delivery.MaxEventBytes = 1_000_000;
        options.Delivery.QueueCapacityBytes = 999_999;

        Assert.StartsWith(
            "Delivery.QueueCapacityBytes is 999999; allowed: at least MaxEventBytes, which is 1000000", Assert.Single(options.Validate()), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_MaximumDelayBelowTheBase_IsNamed()
    {
        RelayOptions options = Usable.Options();
        options.Delivery.RetryBaseDelay = TimeSpan.FromSeconds(31);

        Assert.StartsWith(
            "Delivery.RetryMaxDelay is 00:00:30; allowed: RetryBaseDelay, which is 00:00:31, to 01:00:00", Assert.Single(options.Validate()), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> ErrorsOf(string setting, string value)
    {
        // The others are such that no bound but the setting's own speaks.
        RelayOptions options = Usable.Options();
        options.Delivery.MaxBatchEvents = 1;
        options.Delivery.QueueCapacity = 10_000_000;
        options.Delivery.RetryBaseDelay = TimeSpan.FromTicks(1);
        options.Delivery.RetryMaxDelay = TimeSpan.FromHours(1);

        PropertyInfo property = typeof(DeliveryOptions).GetProperty(setting)!;
        property.SetValue(options.Delivery, property.PropertyType == typeof(TimeSpan)
            ? TimeSpan.Parse(value, CultureInfo.InvariantCulture)
            : Convert.ChangeType(value, property.PropertyType, CultureInfo.InvariantCulture));
        return options.Validate();
    }
}
