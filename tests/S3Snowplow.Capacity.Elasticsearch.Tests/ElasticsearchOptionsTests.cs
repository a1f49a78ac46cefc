using System.Globalization;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

public sealed class ElasticsearchOptionsTests
{
    [Fact]
    public void Defaults_AreThese()
    {
        var options = new ElasticsearchOptions();

        Assert.Equal(("snowplow*", null, "derived_tstamp", 100, 10_000), (options.IndexPattern, options.KeywordSuffix, options.TimeField, options.PageSize, options.MaxBuckets));
        Assert.Equal((TimeSpan.FromSeconds(30), "collector_tstamp"), (options.RequestTimeout, options.ReceiptField));
        Assert.Equal(["Address is not set; allowed: https://HOST:PORT, or http:// to this machine."], options.Validate());
    }

    [Theory]
    [InlineData("Address", "http://es.example:9200/", "Address is 'http://es.example:9200/': http sends credentials in the clear")]
    [InlineData("Address", "https://user:SECRET@es.example/", "Address is of another sort (not printed here")]
    [InlineData("IndexPattern", "Snowplow", "IndexPattern is 'Snowplow'; names of indices are allowed")]
    [InlineData("IndexPattern", "a,,b", "IndexPattern is 'a,,b'")]
    [InlineData("IndexPattern", "x/_delete_by_query", "IndexPattern is 'x/_delete_by_query'")]
    [InlineData("KeywordSuffix", "keyword", "KeywordSuffix is 'keyword'; nothing, or a dot")]
    [InlineData("TimeField", "", "TimeField is empty")]
    [InlineData("ReceiptField", "", "ReceiptField is empty")]
    [InlineData("UserName", "u", "UserName and Password belong together")]
    [InlineData("ApiKey", "SECRET KEY", "ApiKey has spaces")]
    [InlineData("RequestTimeout", "00:20:00", "RequestTimeout is 00:20:00; 0.1 seconds to 10 minutes")]
    [InlineData("PageSize", "0", "PageSize is 0; 1 to 10,000")]
    [InlineData("MaxBuckets", "100", "MaxBuckets is 100; 3,000 to")]
    [InlineData("EventSchema", "object_event", "EventSchema is 'object_event'; allowed: iglu:")]
    public void Validate_AWrongSetting_NamesItAndNoSecret(string setting, string value, string message)
    {
        var options = new ElasticsearchOptions { Address = new Uri("https://es.example/") };
        System.Reflection.PropertyInfo property = typeof(ElasticsearchOptions).GetProperty(setting)!;
        property.SetValue(options, property.PropertyType == typeof(Uri) ? new Uri(value)
            : property.PropertyType == typeof(TimeSpan) ? TimeSpan.Parse(value, CultureInfo.InvariantCulture)
            : Convert.ChangeType(value, property.PropertyType, CultureInfo.InvariantCulture));

        string error = Assert.Single(options.Validate());

        Assert.StartsWith(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error, StringComparison.Ordinal);
        Assert.Contains(error, Assert.Throws<ArgumentException>(() => new ElasticsearchReceivedMinutes(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_AKeyAndAUser_IsOneTooMany() => Assert.StartsWith(
        "ApiKey and UserName or Password are set", Assert.Single(new ElasticsearchOptions { Address = new Uri("http://127.0.0.1:9200"), ApiKey = "k", UserName = "u", Password = "p" }.Validate()), StringComparison.Ordinal);
}
