using S3Snowplow.Delivery;
using S3Snowplow.Mapping;

namespace S3Snowplow.Core.Tests.Options;

public sealed class RelayOptionsTests
{
    [Fact]
    public void RelayOptions_Default_HasTheseValues()
    {
        var options = new RelayOptions();

        Assert.Null(options.CollectorUri);
        Assert.False(options.AllowHttp);
        Assert.Equal("iglu:io.s3snowplow/object_event/jsonschema/1-0-0", options.EventSchema);
        Assert.Equal("s3snowplow", options.AppId);
        Assert.Equal("s3snowplow", options.TrackerNamespace);
        Assert.Equal(EventEncoding.Json, options.Encoding);
        Assert.Null(options.SendEntities);
        Assert.False(options.SendPersonalData);
        Assert.Equal(KeyPrivacy.Send, options.KeyPrivacy);
        Assert.Equal(1, options.KeyParts);
        Assert.Null(options.KeyHashSecret);
        Assert.Equal(RejectedHandling.ReturnToSource, options.OnRejected);
        Assert.Equal(8_388_608, options.MaxNotificationBytes);
        Assert.Empty(options.Shapes);
        Assert.Empty(options.KeyEncodings);
        Assert.Empty(options.Filter.EventNames);
        Assert.Empty(options.Filter.Buckets);
        Assert.Empty(options.Filter.BucketOwners);
        Assert.Equal("", options.Filter.KeyPrefix);
        Assert.Equal("", options.Filter.KeySuffix);
        Assert.Equal(0, options.Filter.MinimumSize);

        // A setting that is added belongs into this list; the other two are Filter and Delivery themselves.
        Assert.Equal(15 + 2, typeof(RelayOptions).GetProperties().Length);
        Assert.Equal(6, typeof(ObjectEventFilter).GetProperties().Length);
    }

    [Fact]
    public void DeliveryOptions_Default_HasTheseValues()
    {
        DeliveryOptions options = new RelayOptions().Delivery;

        Assert.Equal(131_072, options.MaxBatchBytes);
        Assert.Equal(500, options.MaxBatchEvents);
        Assert.Equal(190_000, options.MaxEventBytes);
        Assert.Equal(TimeSpan.FromMilliseconds(50), options.Linger);
        Assert.Equal(16, options.MaxConcurrentRequests);
        Assert.Equal(10_000, options.QueueCapacity);
        Assert.Equal(33_554_432, options.QueueCapacityBytes);
        Assert.Equal(TimeSpan.FromSeconds(10), options.RequestTimeout);
        Assert.Equal(TimeSpan.FromMilliseconds(100), options.RetryBaseDelay);
        Assert.Equal(TimeSpan.FromSeconds(30), options.RetryMaxDelay);
        Assert.Equal(TimeSpan.FromMinutes(10), options.RetryBudget);
        Assert.Equal(TimeSpan.FromSeconds(5), options.DrainTimeout);
        Assert.Empty(options.AcceptedAnswers);
        Assert.Equal(13, typeof(DeliveryOptions).GetProperties().Length);
    }

    [Fact]
    public void Validate_Default_LacksNothingButTheCollector() =>
        Assert.StartsWith("CollectorUri is not set", Assert.Single(new RelayOptions().Validate()), StringComparison.Ordinal);

    [Fact]
    public void Validate_WithCollector_HasNoErrors() => Assert.Empty(Usable.Options().Validate());

    [Fact]
    public void Validate_SeveralFaults_NamesEach()
    {
        RelayOptions options = Usable.Options();
        options.CollectorUri = null;
        options.EventSchema = "x";
        options.AppId = "";
        options.Filter.MinimumSize = -1;
        options.Delivery.QueueCapacity = 0;

        Assert.Equal(
            ["CollectorUri", "EventSchema", "AppId", "Filter.MinimumSize", "Delivery.QueueCapacity", "Delivery.MaxBatchEvents"],
            options.Validate().Select(error => error.Split(' ')[0]));
    }

    [Fact]
    public void ThrowIfInvalid_Faults_AreInTheException()
    {
        RelayOptions options = Usable.Options();
        options.EventSchema = "x";
        options.AppId = "";

        RelayOptionsException exception = Assert.Throws<RelayOptionsException>(() => options.ThrowIfInvalid());

        Assert.Equal(options.Validate(), exception.Errors);
        Assert.All(exception.Errors, error => Assert.Contains(error, exception.Message, StringComparison.Ordinal));
    }
}
