using System.Reflection;
using S3Snowplow.Testing.PublicApis;

namespace S3Snowplow.Testing.Tests;

/// <summary>The API of each package, as reviewed. A difference is a decision: accept it, and say in the changelog what it means for users.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void S3Snowplow_Capacity() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.Capacity")), "txt");

    [Fact]
    public void S3Snowplow_Aws() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.Aws")), "txt");

    [Fact]
    public void S3Snowplow_Capacity_Aws() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.Capacity.Aws")), "txt");

    [Fact]
    public void S3Snowplow_Capacity_Elasticsearch() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.Capacity.Elasticsearch")), "txt");

    [Fact]
    public void S3Snowplow_Capacity_Email() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.Capacity.Email")), "txt");

    [Fact]
    public void S3Snowplow_Capacity_Hosting() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.Capacity.Hosting")), "txt");

    [Fact]
    public void S3Snowplow_AspNetCore() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.AspNetCore")), "txt");

    [Fact]
    public void S3Snowplow_Core() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.Core")), "txt");

    [Fact]
    public void S3Snowplow_Dashboard() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.Dashboard")), "txt");

    [Fact]
    public void S3Snowplow_Lambda() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.Lambda")), "txt");

    [Fact]
    public void S3Snowplow_Hosting() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.Hosting")), "txt");

    [Fact]
    public void S3Snowplow_RabbitMq() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.RabbitMq")), "txt");

    [Fact]
    public void S3Snowplow_Testing() => Snapshot.Match(PublicApi.Describe(Assembly.Load("S3Snowplow.Testing")), "txt");
}
