using System.Buffers;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>
/// Where the documents are that Snowplow's Elasticsearch loader wrote, and how they are asked for. Only <see cref="Address"/> has no default.
/// </summary>
public sealed class ElasticsearchOptions
{
    private static readonly SearchValues<char> PatternLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.*,");

    /// <summary>The cluster's address: scheme, host, port, and a path where a proxy wants one. <c>https</c>, or <c>http</c> to this machine.</summary>
    public Uri? Address { get; set; }

    /// <summary>Whether <c>http</c> is allowed to other machines; credentials then travel in the clear.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool AllowHttp { get; set; }

    /// <summary>Which indices hold the documents: names, with <c>*</c> for any letters, several with commas between.</summary>
    /// <value>Default: <c>snowplow*</c>.</value>
    public string IndexPattern { get; set; } = "snowplow*";

    /// <summary>How the bytes are read.</summary>
    /// <value>Default: <see cref="ElasticsearchForm.Documents"/>.</value>
    public ElasticsearchForm Form { get; set; }

    /// <summary>
    /// What is put behind the names of text fields to get their keyword form: nothing (an empty text) with the index template of this package, <c>.keyword</c> with the mapping that Elasticsearch makes up itself. Of use in
    /// <see cref="ElasticsearchForm.Entity"/> alone.
    /// </summary>
    /// <value>Default: <see langword="null"/>; the mapping is looked at, and says it.</value>
    public string? KeywordSuffix { get; set; }

    /// <summary>The field with the time of the facts. Never one of the collector's times: a retry moves those.</summary>
    /// <value>Default: <c>derived_tstamp</c>, which is the true time of every event of this project.</value>
    public string TimeField { get; set; } = "derived_tstamp";

    /// <summary>The field with the time at which the collector got an event.</summary>
    /// <value>Default: <c>collector_tstamp</c>.</value>
    public string ReceiptField { get; set; } = "collector_tstamp";

    /// <summary>An API key, encoded as Elasticsearch hands it out; instead of <see cref="UserName"/> and <see cref="Password"/>.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The user of HTTP Basic authentication.</summary>
    public string? UserName { get; set; }

    /// <summary>The password of <see cref="UserName"/>.</summary>
    public string? Password { get; set; }

    /// <summary>Whether requests are signed with credentials of AWS, and for which of its services; instead of <see cref="ApiKey"/> and <see cref="UserName"/>.</summary>
    /// <value>Default: <see cref="ElasticsearchSigning.None"/>.</value>
    public ElasticsearchSigning Signing { get; set; }

    /// <summary>The region that requests are signed for, such as <c>eu-west-1</c>.</summary>
    /// <value>Default: <see langword="null"/>; that in the host of <see cref="Address"/>, else that of the environment (<c>AWS_REGION</c>, <c>AWS_DEFAULT_REGION</c>, the profile, the machine).</value>
    public string? Region { get; set; }

    /// <summary>A file with the client's certificate, where the cluster or what stands before it asks for one: PEM, with the private key in the same file, or PFX (PKCS #12; ends with <c>.pfx</c> or <c>.p12</c>).</summary>
    /// <value>Default: <see langword="null"/>; none is shown.</value>
    public string? ClientCertificate { get; set; }

    /// <summary>The password of the file in <see cref="ClientCertificate"/>, where it has one.</summary>
    public string? ClientCertificatePassword { get; set; }

    /// <summary>A PEM file with the certificates of authorities. With it only these are trusted, no longer those of the system.</summary>
    /// <value>Default: <see langword="null"/>; those of the system are trusted.</value>
    public string? CertificateAuthority { get; set; }

    /// <summary>Puts handlers of one's own around the one that sends, for an authentication that this package does not know: gets the inner handler, gives back the outer one.</summary>
    /// <value>Default: <see langword="null"/>. It sees each request after it was signed, and is disposed with the client.</value>
    public Func<HttpMessageHandler, HttpMessageHandler>? ConfigureHandler { get; set; }

    /// <summary>What a setting is called where the user of the program sets it, for messages: an option of a command, a variable. It gets the name of a member of this class, and gives <see langword="null"/> for one that cannot be set there.</summary>
    /// <value>Default: <see langword="null"/>; by the names of the members.</value>
    public Func<string, string?>? SettingName { get; set; }

    /// <summary>How long one request may take, its answer included.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Of how many pipelines the last incident is asked for at a time.</summary>
    /// <value>Default: 100.</value>
    public int PageSize { get; set; } = 100;

    /// <summary>How many documents a page has: the indices' <c>index.max_result_window</c>, or less.</summary>
    /// <value>Default: 10,000, which is Elasticsearch's and OpenSearch's own.</value>
    public int DocumentsPerPage { get; set; } = 10_000;

    /// <summary>Of how many object events the ids are remembered, so that one that is delivered again is counted once: 8 bytes each in the judge's state, and some 30 in memory, for a day at most.</summary>
    /// <value>Default: 1,000,000.</value>
    public int RememberedEvents { get; set; } = 1_000_000;

    /// <summary>How many buckets a page of an answer has: the cluster's <c>search.max_buckets</c>, or less.</summary>
    /// <value>Default: 10,000, the limit of Elasticsearch 7.0; later versions and OpenSearch allow 65,535.</value>
    public int MaxBuckets { get; set; } = 10_000;

    /// <summary>The schema of the object events, as it is set at the relay; it selects the layout that is looked for.</summary>
    /// <value>Default: <c>iglu:io.s3snowplow/object_event/jsonschema/1-0-0</c>.</value>
    public string EventSchema { get; set; } = ObjectEventMapper.DefaultSchema.Text;

    /// <summary>The schemas of capacities, incidents and pipelines.</summary>
    public CapacitySchemas Schemas { get; set; } = new();

    /// <summary>A message for each setting that is wrong: its name, its value (never a credential) and what is allowed. Empty where all is well.</summary>
    public IReadOnlyList<string> Validate() => Validate(Names);

    /// <summary>The names for messages.</summary>
    internal SettingNames Names => SettingName is { } called ? new SettingNames(called) : SettingNames.Own;

    /// <param name="names">What settings are called where they are set.</param>
    internal IReadOnlyList<string> Validate(SettingNames names)
    {
        Func<string, string> called = names.Of;
        List<string> errors = [];
        CheckAddress(errors, names);
        if (IndexPattern.Length == 0 || IndexPattern.AsSpan().ContainsAnyExcept(PatternLetters) || IndexPattern.Split(',').Any(name => name.Length == 0 || name[0] is '_' or '-'))
        {
            errors.Add($"{called(nameof(IndexPattern))} is '{IndexPattern}'; names of indices are allowed (lower case letters, digits, '-', '_', '.', and '*' for any), with commas between, for example snowplow*.");
        }

        if (KeywordSuffix is { Length: > 0 } && (KeywordSuffix[0] != '.' || KeywordSuffix.Length == 1))
        {
            errors.Add($"{called(nameof(KeywordSuffix))} is '{KeywordSuffix}'; nothing, or a dot and the name of the sub-field, for example .keyword, is allowed.");
        }

        if (TimeField.Length == 0)
        {
            errors.Add($"{called(nameof(TimeField))} is empty; the name of a date field is needed, for example derived_tstamp.");
        }

        if (ReceiptField.Length == 0)
        {
            errors.Add($"{called(nameof(ReceiptField))} is empty; the name of a date field is needed, for example collector_tstamp.");
        }

        CheckAccess(errors, names);
        if (RequestTimeout < TimeSpan.FromMilliseconds(100) || RequestTimeout > TimeSpan.FromMinutes(10))
        {
            errors.Add($"{called(nameof(RequestTimeout))} is {RequestTimeout}; 0.1 seconds to 10 minutes is allowed.");
        }

        if (PageSize is < 1 or > 10_000)
        {
            errors.Add($"{called(nameof(PageSize))} is {PageSize}; 1 to 10,000 is allowed.");
        }

        if (DocumentsPerPage is < 10 or > 1_000_000)
        {
            errors.Add($"{called(nameof(DocumentsPerPage))} is {DocumentsPerPage}; 10 to 1,000,000 is allowed.");
        }

        if (RememberedEvents is < 1_000 or > 20_000_000)
        {
            errors.Add($"{called(nameof(RememberedEvents))} is {RememberedEvents}; 1,000 to 20,000,000 is allowed.");
        }

        if (!Enum.IsDefined(Form))
        {
            errors.Add($"{called(nameof(Form))} is {Form}; documents and entity are allowed.");
        }

        if (MaxBuckets is < 3_000 or > 10_000_000)
        {
            errors.Add($"{called(nameof(MaxBuckets))} is {MaxBuckets}; 3,000 to 10,000,000 is allowed.");
        }

        if (!IgluUri.TryParse(EventSchema, out _))
        {
            errors.Add($"{called(nameof(EventSchema))} is '{EventSchema}'; allowed: iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION, for example {ObjectEventMapper.DefaultSchema}.");
        }

        return errors;
    }

    private void CheckAddress(List<string> errors, SettingNames names)
    {
        const string Allowed = "allowed: https://HOST:PORT, or http:// to this machine";
        string address = names.Of(nameof(Address));
        if (Address is null)
        {
            errors.Add($"{address} is not set; {Allowed}.");
        }
        else if (!Address.IsAbsoluteUri || Address.Scheme is not ("http" or "https") || Address.UserInfo.Length > 0 || Address.Query.Length > 0 || Address.Fragment.Length > 0)
        {
            errors.Add($"{address} is of another sort (not printed here, it may have a password in it); {Allowed}. Credentials go into {names.Of(nameof(ApiKey))}, or into {names.Of(nameof(UserName))} and {names.Of(nameof(Password))}.");
        }
        else if (Address.Scheme == "http" && !Address.IsLoopback && !AllowHttp)
        {
            errors.Add($"{address} is '{Address.GetLeftPart(UriPartial.Path)}': http sends credentials in the clear, which is allowed to this machine only; use https{(names.Has(nameof(AllowHttp)) ? $", or set {names.Of(nameof(AllowHttp))}" : "")}.");
        }
    }

    private void CheckAccess(List<string> errors, SettingNames names)
    {
        Func<string, string> called = names.Of;
        if (ApiKey is not null && (UserName is not null || Password is not null))
        {
            errors.Add($"{called(nameof(ApiKey))} and {called(nameof(UserName))} or {called(nameof(Password))} are set; either the key or the other two are allowed.");
        }
        else if (UserName is null != Password is null || UserName?.Contains(':', StringComparison.Ordinal) == true)
        {
            errors.Add($"{called(nameof(UserName))} and {called(nameof(Password))} belong together, and the name has no colon in it.");
        }

        if (ApiKey?.Any(letter => letter is <= ' ' or > '~') == true)
        {
            errors.Add($"{called(nameof(ApiKey))} has spaces or other letters that no key has (not printed here); set the encoded form that Elasticsearch hands out.");
        }

        if (!Enum.IsDefined(Signing))
        {
            errors.Add($"{called(nameof(Signing))} is {Signing}; none, es (Amazon OpenSearch Service) and aoss (its serverless form) are allowed.");
        }
        else if (Signing != ElasticsearchSigning.None && (ApiKey is not null || UserName is not null || Password is not null))
        {
            errors.Add($"{called(nameof(Signing))} is {Signing.ToString().ToLowerInvariant()}, and {names.Any(nameof(ApiKey), nameof(UserName), nameof(Password))} are set; a request is either signed or has the credentials of a user.");
        }

        if (Region?.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-') == true || Region?.Length is 0 or > 40)
        {
            errors.Add($"{called(nameof(Region))} is '{Region}'; a region's name is allowed, such as eu-west-1.");
        }

        errors.AddRange(ClientCertificate is null ? [] : CertificateFiles.Problems(ClientCertificate, ClientCertificatePassword, called(nameof(ClientCertificate)), names, TimeProvider.System.GetUtcNow()));
        errors.AddRange(CertificateAuthority is null ? [] : CertificateFiles.AuthorityProblems(CertificateAuthority, called(nameof(CertificateAuthority)), TimeProvider.System.GetUtcNow()));
    }
}
