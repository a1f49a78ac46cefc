using System.Text.Json;
using S3Snowplow.Testing.Tests;
using YamlDotNet.RepresentationModel;

namespace S3Snowplow.IntegrationTests.Stack;

/// <summary>The compose file names what is there, and its parts fit each other.</summary>
public sealed class ComposeFileTests
{
    private const string Folder = "samples/stack";

    private static readonly YamlDocument Compose = YamlDocument.Read($"{Folder}/compose.yml");

    [Fact]
    public void Mounts_OfEveryService_AreFoldersOfTheRepository()
    {
        string[] sources = [.. Services().Where(service => service is not ("elasticsearch" or "kibana")).SelectMany(Volumes).Select(Source).Where(source => !source.StartsWith("/var/run/", StringComparison.Ordinal))];

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(Directory.Exists(Path.Combine(RepositoryTree.Root, Folder, source)), source));
    }

    [Fact]
    public void Schemas_OfTheRepository_AreMountedWhereMicroLooksForThem()
    {
        YamlNode mount = Assert.Single(Volumes("micro"));

        Assert.Equal("/config/iglu-client-embedded/schemas", YamlDocument.Text(YamlDocument.Child(mount, "target")!));
        string schema = Environment().GetProperty("EVENT_SCHEMA").GetString()!["iglu:".Length..];
        Assert.True(File.Exists(Path.Combine(RepositoryTree.Root, Folder, Source(mount), schema)), schema);
    }

    [Fact]
    public void Function_InItsOwnContainer_ReachesTheCollectorByName()
    {
        var collector = new Uri(Environment().GetProperty("COLLECTOR_URI").GetString()!);

        Assert.Contains(collector.Host, Services());
        Assert.EndsWith($":{collector.Port}:{collector.Port}", Ports(collector.Host).Single(), StringComparison.Ordinal);
        Assert.Equal("true", Environment().GetProperty("COLLECTOR_ALLOW_HTTP").GetString());
        Assert.Equal(Compose.TextAt("networks", "default", "name"), Compose.TextAt("services", "localstack", "environment", "LAMBDA_DOCKER_NETWORK"));
    }

    [Fact]
    public void Image_OfLocalStack_IsTheLastThatStartsWithoutAToken()
    {
        Assert.Equal("${LOCALSTACK_IMAGE:-localstack/localstack:4.14.0}", Compose.TextAt("services", "localstack", "image"));
        Assert.Equal("", Compose.TextAt("services", "localstack", "environment", "LOCALSTACK_AUTH_TOKEN"));
    }

    // One node that anyone can ask, so it must not be reached from elsewhere; and a version that does not change by itself.
    [Fact]
    public void Elasticsearch_IsOneNodeOfAPinnedVersion()
    {
        Assert.Matches(@"^docker\.elastic\.co/elasticsearch/elasticsearch:\d+\.\d+\.\d+$", Compose.TextAt("services", "elasticsearch", "image"));
        Assert.Equal("single-node", Compose.TextAt("services", "elasticsearch", "environment", "discovery.type"));
        Assert.Equal(["127.0.0.1:9200:9200"], Ports("elasticsearch"));
        Assert.Contains("ELASTICSEARCH:-http://localhost:9200}", Walkthrough.Steps["settings"], StringComparison.Ordinal);
    }

    // It takes a GiB of memory, so it starts for the step that needs it; and Kibana works with its own version of Elasticsearch.
    [Fact]
    public void Kibana_OfTheVersionOfElasticsearch_StartsOnlyWhereItIsAskedFor()
    {
        Assert.Equal(Compose.TextAt("services", "elasticsearch", "image").Split(':')[1], Compose.TextAt("services", "kibana", "image").Split(':')[1]);
        Assert.Equal("kibana", YamlDocument.Text(Assert.Single(((YamlSequenceNode)Compose.At("services", "kibana", "profiles")).Children)));
        Assert.Contains("--profile kibana", Walkthrough.Steps["down"], StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_OfEveryService_AreOpenOnThisMachineOnly() =>
        Assert.All(Services().SelectMany(Ports), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    private static string[] Services() => Compose.NamesAt("services");

    private static IEnumerable<YamlNode> Volumes(string service) => ((YamlSequenceNode)Compose.At("services", service, "volumes")).Children;

    private static IEnumerable<string> Ports(string service) => ((YamlSequenceNode)Compose.At("services", service, "ports")).Children.Select(YamlDocument.Text);

    private static string Source(YamlNode volume) =>
        volume is YamlScalarNode text ? text.Value!.Split(':')[0] : YamlDocument.Text(YamlDocument.Child(volume, "source")!);

    private static JsonElement Environment()
    {
        using var document = JsonDocument.Parse(RepositoryTree.ReadText($"{Folder}/config/environment.json")!);
        return document.RootElement.GetProperty("Variables").Clone();
    }
}
