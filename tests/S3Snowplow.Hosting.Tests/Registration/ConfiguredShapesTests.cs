using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using S3Snowplow.Hosting.Tests.Rig;
using S3Snowplow.Reading;
using S3Snowplow.Reading.Clouds;
using S3Snowplow.Testing;

namespace S3Snowplow.Hosting.Tests.Registration;

/// <summary>The example of <c>docs/stores.md</c>: its settings are bound as a host binds them, and its notification is read by them.</summary>
public sealed class ConfiguredShapesTests
{
    [Fact]
    public void Add_ShapesOfTheDocument_ReadTheNotificationOfTheDocument()
    {
        string[] blocks = Encoding.UTF8.GetString(RepositoryFile.Read("docs/stores.md")).Split("```json\n").Skip(1).Select(block => block.Split("```")[0]).ToArray();
        HostApplicationBuilder builder = HostRig.Builder(("COLLECTOR_URI", "https://collector.example/"));
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(blocks[0])));
        builder.Services.AddS3SnowplowRelay();
        using IHost host = builder.Build();

        RelayOptions options = host.Services.GetRequiredService<IOptions<RelayOptions>>().Value;
        var content = new NotificationContent { Shapes = ConfiguredShape.Of(options.Shapes) };
        NotificationReader.Read(Encoding.UTF8.GetBytes(blocks[1]), content);

        Assert.Equal((2, 0), (content.Count, content.ProblemCount));
        Assert.Equal(("acme:files", "landing", "in/a.csv", "ObjectCreated:Put", 2048L), (content[0].Source, content[0].Bucket, content[0].Key, content[0].Name, content[0].Size));
        Assert.Equal(("ObjectRemoved:Delete", "deleted", "18", null), (content[1].Name, content[1].OriginalName, content[1].RequestId, content[1].Size));
    }

    [Fact]
    public void Add_KeyEncodingsOfTheDocument_AreBound()
    {
        string block = Encoding.UTF8.GetString(RepositoryFile.Read("docs/stores.md")).Split("## Keys that are sent in another way")[1].Split("```json\n")[1].Split("```")[0];
        HostApplicationBuilder builder = HostRig.Builder(("COLLECTOR_URI", "https://collector.example/"));
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(block)));
        builder.Services.AddS3SnowplowRelay();
        using IHost host = builder.Build();

        RelayOptions options = host.Services.GetRequiredService<IOptions<RelayOptions>>().Value;

        Assert.Equal(
            [("aws:s3", "landing", KeyEncoding.AsSent), ("cloudflare:r2", "", KeyEncoding.FormEncoded)],
            options.KeyEncodings.Select(rule => (rule.Source, string.Join(',', rule.Buckets), rule.Encoding!.Value)));
    }

    [Fact]
    public void Add_ShapeThatIsWrong_IsRefusedWithItsSetting()
    {
        HostApplicationBuilder builder = HostRig.Builder(
            ("COLLECTOR_URI", "https://collector.example/"),
            ("S3Snowplow:Shapes:0:Source", "acme:files"),
            ("S3Snowplow:Shapes:0:Bucket", "$.b"),
            ("S3Snowplow:Shapes:0:Key", "key"),
            ("S3Snowplow:Shapes:0:Time", "$.t"));
        builder.Services.AddS3SnowplowRelay();
        using IHost host = builder.Build();

        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IOptions<RelayOptions>>().Value);

        Assert.Contains("Shapes[0].Key is 'key'", refusal.Message, StringComparison.Ordinal);
    }
}
