using Amazon.Runtime;

namespace S3Snowplow.Tool;

/// <summary>What the checks share.</summary>
internal sealed class DoctorContext
{
    /// <summary>The settings.</summary>
    public required ServeSettings Settings { get; init; }

    /// <summary>The services of an application that is not started; for its options.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>Asks. It has no time limit of its own, and follows no redirect.</summary>
    public required HttpClient Http { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The registries of schemas that the pipeline asks.</summary>
    public required IReadOnlyList<Uri> Registries { get; init; }

    /// <summary>The Elasticsearch that documents are in, if it is to be looked at.</summary>
    public Uri? Elasticsearch { get; init; }

    /// <summary>Who asks Amazon's services; by default whoever Amazon's chain finds.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>Options that were checked before.</summary>
    public T Options<T>(string name = "")
        where T : class => ServeCheck.Options<T>(Services, name)!;
}
