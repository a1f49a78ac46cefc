using S3Snowplow.Aws;

namespace S3Snowplow.Capacity.Aws.Tests;

public sealed class RegionTests
{
    [Theory]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/", "sqs", "eu-west-1")]
    [InlineData("https://vpce-1.sqs.eu-west-1.vpce.amazonaws.com/", "sqs", "eu-west-1")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/", "sqs", "cn-north-1")]
    [InlineData("https://sqs.eu-west-1.api.aws/", "sqs", "eu-west-1")]
    [InlineData("https://sqs-fips.us-east-2.amazonaws.com/", "sqs", "us-east-2")]
    [InlineData("https://s3.eu-west-1.amazonaws.com/", "s3", "eu-west-1")]
    [InlineData("https://s3.dualstack.eu-west-1.amazonaws.com/", "s3", "eu-west-1")]
    [InlineData("https://s3.acme.s3.eu-west-1.amazonaws.com/", "s3", "eu-west-1")]
    [InlineData("https://s3.amazonaws.com/", "s3", null)]
    [InlineData("https://s3.eu-west-1.acme.com/", "s3", null)]
    [InlineData("http://127.0.0.1:9000/", "s3", null)]
    public void OfHost_OfAServicesHost_IsWhatStandsBehindTheService(string address, string service, string? region) => Assert.Equal(region, AwsRegion.OfHost(new Uri(address), service));

    [Fact]
    public void Find_TheFirstPlaceThatHasOne_Counts() => Assert.Equal("eu-west-1", AwsRegion.Find([("Region", null), ("Endpoint", "eu-west-1"), ("Other", "us-east-1")], out _));

    [Fact]
    public void Find_WhatIsNoRegion_SaysWhereItStands()
    {
        Assert.Null(AwsRegion.Find([("Region", "EU (Ireland)")], out string? problem));
        Assert.Equal("Region is 'EU (Ireland)'; allowed: a region's name, such as eu-west-1.", problem);
    }
}
