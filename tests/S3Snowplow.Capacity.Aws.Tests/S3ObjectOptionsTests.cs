namespace S3Snowplow.Capacity.Aws.Tests;

public sealed class S3ObjectOptionsTests
{
    [Fact]
    public void Defaults_AreThese()
    {
        var options = new S3ObjectOptions();

        Assert.Equal((null, null, null, false, TimeSpan.FromSeconds(10)), (options.Region, options.Endpoint, options.PathStyle, options.AllowHttp, options.RequestTimeout));
    }

    [Theory]
    [InlineData("s3://acme-state/judge", "acme-state", "judge")]
    [InlineData("S3://acme.state/a/b c%20/", "acme.state", "a/b c%20/")]
    public void Parse_AnAddress_HasItsParts(string address, string bucket, string key)
    {
        S3ObjectOptions options = S3ObjectOptions.Parse(address);

        Assert.Equal((bucket, key), (options.Bucket, options.Key));
    }

    [Theory]
    [InlineData("acme-state/judge", "the bucket is not set")]
    [InlineData("s3://acme-state", "the object's key is not set")]
    [InlineData("s3://acme-state/", "the object's key is not set")]
    [InlineData("s3://Acme/SECRET", "the bucket is 'Acme'")]
    [InlineData("s3://acme-state/../SECRET", "a part of it is '.' or '..'")]
    public void Parse_WhatIsNone_SaysWhatIsWrongWithoutTheKey(string address, string reason)
    {
        string message = Assert.Throws<FormatException>(() => S3ObjectOptions.Parse(address)).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://store.example/", "Endpoint is of another sort")]
    [InlineData("https://user:SECRET@store.example/", "Endpoint is of another sort")]
    [InlineData("https://store.example/bucket", "Endpoint is of another sort")]
    [InlineData("ftp://store.example/", "Endpoint is of another sort")]
    public void Validate_AWrongEndpoint_IsNamedAndNotPrinted(string endpoint, string reason)
    {
        var options = new S3ObjectOptions { Bucket = "acme-state", Key = "judge", Endpoint = new Uri(endpoint) };

        string error = Assert.Single(options.Validate());
        Assert.StartsWith(reason, error, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error, StringComparison.Ordinal);
        Assert.Contains(error, Assert.Throws<ArgumentException>(() => new S3JudgeState(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_HttpToAnotherMachineThatIsAllowed_IsFine() =>
        Assert.Empty(new S3ObjectOptions { Bucket = "acme-state", Key = "judge", Endpoint = new Uri("http://store.example:9000"), AllowHttp = true }.Validate());

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("00:20:00")]
    public void Validate_AWrongTimeout_SaysWhatIsAllowed(string timeout) => Assert.StartsWith(
        $"RequestTimeout is {timeout}; 0.1 seconds to 10 minutes",
        Assert.Single(new S3ObjectOptions { Bucket = "acme-state", Key = "judge", Region = "eu-west-1", RequestTimeout = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture) }.Validate()),
        StringComparison.Ordinal);
}
