namespace S3Snowplow.Capacity;

/// <summary>What settings are called where the user sets them: a variable, an option of a command. A message that names a setting which the user does not have is of no use.</summary>
/// <param name="called">The name of a setting there; <see langword="null"/> for one that cannot be set there.</param>
internal sealed class SettingNames(Func<string, string?> called)
{
    // For a setting that cannot be set where the user is.
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        [nameof(ElasticsearchOptions.Address)] = "the address of Elasticsearch",
        [nameof(ElasticsearchOptions.AllowHttp)] = "the permission to use http",
        [nameof(ElasticsearchOptions.IndexPattern)] = "the pattern of the indices",
        [nameof(ElasticsearchOptions.Form)] = "the form of reading",
        [nameof(ElasticsearchOptions.KeywordSuffix)] = "the suffix of keyword fields",
        [nameof(ElasticsearchOptions.TimeField)] = "the field with the time of the facts",
        [nameof(ElasticsearchOptions.ReceiptField)] = "the field with the time of receipt",
        [nameof(ElasticsearchOptions.ApiKey)] = "an API key",
        [nameof(ElasticsearchOptions.UserName)] = "a user's name",
        [nameof(ElasticsearchOptions.Password)] = "the user's password",
        [nameof(ElasticsearchOptions.Signing)] = "the signing of requests",
        [nameof(ElasticsearchOptions.Region)] = "the region of the signatures",
        [nameof(ElasticsearchOptions.ClientCertificate)] = "the client's certificate",
        [nameof(ElasticsearchOptions.ClientCertificatePassword)] = "the password of the client's certificate",
        [nameof(ElasticsearchOptions.CertificateAuthority)] = "the file of the trusted authorities",
        [nameof(ElasticsearchOptions.ConfigureHandler)] = "the hook for the handler",
        [nameof(ElasticsearchOptions.RequestTimeout)] = "the time limit of a request",
        [nameof(ElasticsearchOptions.PageSize)] = "the number of pipelines in a page",
        [nameof(ElasticsearchOptions.DocumentsPerPage)] = "the number of documents in a page",
        [nameof(ElasticsearchOptions.RememberedEvents)] = "the number of events that are remembered",
        [nameof(ElasticsearchOptions.MaxBuckets)] = "the number of buckets in a page",
        [nameof(ElasticsearchOptions.EventSchema)] = "the schema of the object events",
        [nameof(ElasticsearchOptions.Schemas)] = "the schemas of capacities, incidents and pipelines",
    };

    /// <summary>The names of the options' own members.</summary>
    public static SettingNames Own { get; } = new(static setting => setting);

    /// <summary>Whether a setting can be set there.</summary>
    public bool Has(string setting) => called(setting) is not null;

    /// <summary>The setting's name there; what it is, in words, where it cannot be set there.</summary>
    public string Of(string setting) => called(setting) ?? Words.GetValueOrDefault(setting, "a setting of the program");

    /// <summary>A sentence that asks to change a setting, with a space in front; nothing where it cannot be set there.</summary>
    public string Advice(string setting, Func<string, string> sentence) => called(setting) is { } name ? " " + sentence(name) : "";

    /// <summary>The names of those settings that can be set there, with "or" between.</summary>
    public string Any(params ReadOnlySpan<string> settings)
    {
        List<string> names = [];
        foreach (string setting in settings)
        {
            if (called(setting) is { } name)
            {
                names.Add(name);
            }
        }

        return names.Count == 0 ? "" : string.Join(" or ", names);
    }
}
