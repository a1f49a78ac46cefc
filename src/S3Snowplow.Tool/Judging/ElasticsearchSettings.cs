using System.CommandLine;
using S3Snowplow.Capacity;

namespace S3Snowplow.Tool;

/// <summary>The options of a command that reads from Elasticsearch, and what they set. Messages call a setting as it is called here.</summary>
/// <param name="variable">An environment variable: for secrets, which everybody on the machine could read on a command line.</param>
internal sealed class ElasticsearchSettings(Func<string, string?> variable)
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        [nameof(ElasticsearchOptions.Address)] = "--elasticsearch",
        [nameof(ElasticsearchOptions.IndexPattern)] = "--index-pattern",
        [nameof(ElasticsearchOptions.Form)] = "--form",
        [nameof(ElasticsearchOptions.KeywordSuffix)] = "--keyword-suffix",
        [nameof(ElasticsearchOptions.DocumentsPerPage)] = "--documents-per-page",
        [nameof(ElasticsearchOptions.EventSchema)] = "--event-schema",
        [nameof(ElasticsearchOptions.ApiKey)] = "ELASTICSEARCH_API_KEY",
        [nameof(ElasticsearchOptions.UserName)] = "--user",
        [nameof(ElasticsearchOptions.Password)] = "ELASTICSEARCH_PASSWORD",
        [nameof(ElasticsearchOptions.Signing)] = "--signing",
        [nameof(ElasticsearchOptions.Region)] = "--region",
        [nameof(ElasticsearchOptions.ClientCertificate)] = "--client-certificate",
        [nameof(ElasticsearchOptions.ClientCertificatePassword)] = "ELASTICSEARCH_CLIENT_CERTIFICATE_PASSWORD",
        [nameof(ElasticsearchOptions.CertificateAuthority)] = "--ca",
        [nameof(JudgementOptions.StoreDelay)] = "--delay",
        [nameof(S3Snowplow.RelayOptions.CollectorUri)] = "--collector",
    };

    private readonly Option<string> _pattern = new("--index-pattern") { Description = "Which indices hold the documents.", DefaultValueFactory = _ => new ElasticsearchOptions().IndexPattern };
    private readonly Option<string?> _suffix = new("--keyword-suffix") { Description = ".keyword with the mapping that Elasticsearch makes up itself; without it, the mapping is looked at." };
    private readonly Option<string> _schema = new("--event-schema") { Description = "The schema of the object events.", DefaultValueFactory = _ => new ElasticsearchOptions().EventSchema };
    private readonly Option<string> _form = Choice("--form", "documents reads the events and joins them here, entity lets the cluster add up by the pipeline entity.", "documents", "entity");
    private readonly Option<int> _page = new("--documents-per-page") { Description = "How many documents a page has: the indices' index.max_result_window, or less.", DefaultValueFactory = _ => new ElasticsearchOptions().DocumentsPerPage };
    private readonly Option<string> _signing = Choice("--signing", "es signs for Amazon OpenSearch Service, aoss for its serverless form, with credentials of AWS.", "none", "es", "aoss");
    private readonly Option<string?> _region = new("--region") { Description = "The region of the signatures, where the host or the environment has none." };
    private readonly Option<string?> _authority = new("--ca") { Description = "A PEM file with authorities; only these are trusted then." };
    private readonly Option<string?> _certificate = new("--client-certificate") { Description = "A file with the client's certificate and its private key: PEM, or PFX." };
    private readonly Option<string?> _user = new("--user") { Description = "The user's name; the password is read from ELASTICSEARCH_PASSWORD." };

    /// <summary>What the documents are: for a command that only writes of them.</summary>
    public IReadOnlyList<Option> OfDocuments => [_pattern, _suffix, _schema];

    /// <summary>How they are reached and read.</summary>
    public IReadOnlyList<Option> OfReading => [_form, _page, .. OfConnecting];

    /// <summary>How they are reached.</summary>
    public IReadOnlyList<Option> OfConnecting => [_signing, _region, _authority, _certificate, _user];

    /// <summary>What a setting is called here; <see langword="null"/> for one that cannot be set here.</summary>
    public static string? NameOf(string setting) => Names.GetValueOrDefault(setting);

    /// <summary>A message with the option in place of the setting that it begins with.</summary>
    public static string Called(string message) => message.Split(' ', 2) is [var setting, var rest] && NameOf(setting) is { } name ? $"{name} {rest}" : message;

    /// <summary>What was set.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="address">Where Elasticsearch is; <see langword="null"/> where it is not asked.</param>
    public ElasticsearchOptions Read(ParseResult parsed, Uri? address = null)
    {
        var options = new ElasticsearchOptions
        {
            Address = address,
            IndexPattern = parsed.GetValue(_pattern)!,
            KeywordSuffix = parsed.GetValue(_suffix),
            EventSchema = parsed.GetValue(_schema)!,
            SettingName = NameOf,
        };
        if (address is null)
        {
            return options;
        }

        (options.Form, options.DocumentsPerPage) = (Enum.Parse<ElasticsearchForm>(parsed.GetValue(_form)!, ignoreCase: true), parsed.GetValue(_page));
        return Connect(options, parsed);
    }

    /// <summary>What was set of how the server is reached; its documents are not asked for.</summary>
    public ElasticsearchOptions ReadConnection(ParseResult parsed, Uri address) => Connect(new ElasticsearchOptions { Address = address, SettingName = NameOf }, parsed);

    private ElasticsearchOptions Connect(ElasticsearchOptions options, ParseResult parsed)
    {
        (options.Signing, options.Region) = (Enum.Parse<ElasticsearchSigning>(parsed.GetValue(_signing)!, ignoreCase: true), parsed.GetValue(_region));
        (options.CertificateAuthority, options.ClientCertificate, options.UserName) = (parsed.GetValue(_authority), parsed.GetValue(_certificate), parsed.GetValue(_user));
        (options.ApiKey, options.ClientCertificatePassword) = (Variable("ELASTICSEARCH_API_KEY"), options.ClientCertificate is null ? null : Variable("ELASTICSEARCH_CLIENT_CERTIFICATE_PASSWORD"));
        options.Password = options.UserName is null ? null : Variable("ELASTICSEARCH_PASSWORD");
        return options;
    }

    private static Option<string> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !values.Contains(result.Tokens[0].Value, StringComparer.OrdinalIgnoreCase))
            {
                result.AddError($"{name} is '{result.Tokens[0].Value}'; allowed: {string.Join(", ", values)}.");
            }
        });
        return option;
    }

    private string? Variable(string name) => variable(name) is { Length: > 0 } value ? value : null;
}
