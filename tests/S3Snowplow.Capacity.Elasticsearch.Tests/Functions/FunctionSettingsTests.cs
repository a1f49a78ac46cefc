using System.Text.RegularExpressions;

namespace S3Snowplow.Capacity.Tests.Functions;

/// <summary>Settings by environment variables: what each does, and what is said of a wrong one.</summary>
public sealed partial class FunctionSettingsTests
{
    [Fact]
    public void Everything_ThatIsSet_IsRead()
    {
        var options = new CapacityFunctionOptions();

        List<string> errors = FunctionSettings.Read(
            Variables(
                ("BANDS_URI", "bands.yml"), ("BANDS_EFFECTIVE_FROM", "2026-03-01T08:00:00Z"), ("HEARTBEAT_MINUTES", "30"), ("EVENT_SCHEMA", "iglu:a/b/jsonschema/1-0-0"),
                ("ELASTICSEARCH_URI", "https://es.example:9200"), ("ELASTICSEARCH_ALLOW_HTTP", "true"), ("ELASTICSEARCH_API_KEY", "key"), ("ELASTICSEARCH_USER", "u"), ("ELASTICSEARCH_PASSWORD", "p"),
                ("ELASTICSEARCH_INDEX", "good*"), ("ELASTICSEARCH_KEYWORD_SUFFIX", ".keyword"), ("EVALUATION_DELAY_MINUTES", "7"), ("SEND_CAPACITIES", "false"),
                ("ALERTS", "slack-data, pager"), ("ALERT_SLACK_DATA_TYPE", "slack"), ("ALERT_SLACK_DATA_ADDRESS", "https://hooks.example/x"), ("ALERT_PAGER_TYPE", "pagerduty"), ("ALERT_PAGER_CREDENTIAL", "c"),
                ("ALERT_PAGER_LEAST_SEVERITY", "critical"), ("DEAD_MAN_URL", "https://ping.example/x")),
            options);

        Assert.Empty(errors);
        Assert.Equal(("bands.yml", new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero), TimeSpan.FromMinutes(30)), (options.BandsUri, options.BandsEffectiveFrom, options.HeartbeatInterval));
        Assert.Equal(("iglu:a/b/jsonschema/1-0-0", "https://es.example:9200/", true), (options.Elasticsearch.EventSchema, options.Elasticsearch.Address!.AbsoluteUri, options.Elasticsearch.AllowHttp));
        Assert.Equal(("key", "u", "p", "good*", ".keyword"), (options.Elasticsearch.ApiKey, options.Elasticsearch.UserName, options.Elasticsearch.Password, options.Elasticsearch.IndexPattern, options.Elasticsearch.KeywordSuffix));
        Assert.Equal((TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(90), false), (options.Judgement.StoreDelay, options.Judgement.AliveReach, options.Judgement.BlindAfter, options.SendsCapacities));
        Assert.Equal(["slack-data", "pager"], options.Channels.Keys);
        Assert.Equal(("slack", "https://hooks.example/x", "pagerduty", "c", "critical"), (
            options.Channels["slack-data"].Type, options.Channels["slack-data"].Address, options.Channels["pager"].Type, options.Channels["pager"].Credential, options.Channels["pager"].LeastSeverity));
        Assert.Equal("https://ping.example/x", options.DeadManUrl);
    }

    [Fact]
    public void Everything_OfTheConnection_IsRead()
    {
        var options = new CapacityFunctionOptions();

        List<string> errors = FunctionSettings.Read(
            Variables(
                ("ELASTICSEARCH_URI", "https://es.example"), ("ELASTICSEARCH_SIGNING", "AOSS"), ("ELASTICSEARCH_REGION", "eu-west-1"), ("ELASTICSEARCH_CLIENT_CERTIFICATE", "client.pem"),
                ("ELASTICSEARCH_CLIENT_CERTIFICATE_PASSWORD", "p"), ("ELASTICSEARCH_CA", "ca.pem"), ("ELASTICSEARCH_FORM", "entity"), ("ELASTICSEARCH_DOCUMENTS_PER_PAGE", "5000"),
                ("ELASTICSEARCH_REMEMBERED_EVENTS", "2000000"), ("ELASTICSEARCH_MAX_BUCKETS", "20000")),
            options);

        ElasticsearchOptions elasticsearch = options.Elasticsearch;
        Assert.Empty(errors);
        Assert.Equal((ElasticsearchSigning.Aoss, "eu-west-1", "client.pem", "p", "ca.pem"), (elasticsearch.Signing, elasticsearch.Region, elasticsearch.ClientCertificate, elasticsearch.ClientCertificatePassword, elasticsearch.CertificateAuthority));
        Assert.Equal((ElasticsearchForm.Entity, 5_000, 2_000_000, 20_000, null), (elasticsearch.Form, elasticsearch.DocumentsPerPage, elasticsearch.RememberedEvents, elasticsearch.MaxBuckets, elasticsearch.KeywordSuffix));
        Assert.Equal("ELASTICSEARCH_DOCUMENTS_PER_PAGE", elasticsearch.SettingName!("DocumentsPerPage"));
    }

    [Theory]
    [InlineData("ELASTICSEARCH_SIGNING is 's3'; allowed: none or es or aoss.", "ELASTICSEARCH_SIGNING", "s3")]
    [InlineData("ELASTICSEARCH_FORM is 'sums'; allowed: documents or entity.", "ELASTICSEARCH_FORM", "sums")]
    [InlineData("ELASTICSEARCH_DOCUMENTS_PER_PAGE is '5'; allowed: a whole number, 10 to 1000000.", "ELASTICSEARCH_DOCUMENTS_PER_PAGE", "5")]
    [InlineData("ELASTICSEARCH_REGION is 'EU'; a region's name is allowed", "ELASTICSEARCH_REGION", "EU")]
    [InlineData("ELASTICSEARCH_CA: the file 'nothing.pem' cannot be read (it is not there).", "ELASTICSEARCH_CA", "nothing.pem")]
    [InlineData("ELASTICSEARCH_CLIENT_CERTIFICATE: the file 'nothing.pem' cannot be read (it is not there).", "ELASTICSEARCH_CLIENT_CERTIFICATE", "nothing.pem")]
    [InlineData("JUDGE_STATE is not usable: the index 'snowplow-state' is one of those that the judge reads events from (ELASTICSEARCH_INDEX has 'snowplow*')", "JUDGE_STATE", "elasticsearch:snowplow-state")]
    [InlineData("JUDGE_STATE is not usable: '' is no name of an index", "JUDGE_STATE", "elasticsearch:")]
    [InlineData("JUDGE_STATE is of a form for which nothing is in this program (not printed here)", "JUDGE_STATE", "s3://bucket/SECRET")]
    public void Wrong_Setting_IsToldByItsVariable(string message, string variable, string value)
    {
        RelayOptionsException refused = Assert.Throws<RelayOptionsException>(() => CapacityFunction.From(Variables(("ELASTICSEARCH_URI", "https://es.example"), (variable, value))));

        Assert.StartsWith(message, Assert.Single(refused.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_InElasticsearch_IsThatOfTheFunctionUnlessTheProgramSetsOne()
    {
        Func<string, string?> variables = Variables(("ELASTICSEARCH_URI", "https://es.example"), ("JUDGE_STATE", "elasticsearch:state"));
        CapacityFunctionOptions? configured = null;
        using var file = new FileJudgeState(Path.Combine(Path.GetTempPath(), "never-written.state"));

        await using (CapacityFunction.From(variables, options => configured = options))
        {
            Assert.IsType<ElasticsearchJudgeState>(configured!.State);
        }

        await using (CapacityFunction.From(variables, options => (configured = options).State = file))
        {
            Assert.Same(file, configured.State);
        }
    }

    // A bands function has no cluster to keep it in.
    [Fact]
    public void State_InElasticsearchWithoutACluster_IsRefused() => Assert.Contains(
        "ELASTICSEARCH_URI is not set", Assert.Throws<RelayOptionsException>(() => CapacityFunction.From(Variables(("BANDS_URI", "bands.yml"), ("JUDGE_STATE", "elasticsearch:state")))).Message, StringComparison.Ordinal);

    [Fact]
    public void Defaults_AreThese()
    {
        var options = new CapacityFunctionOptions();

        Assert.Equal((null, null, true, TimeSpan.FromMinutes(15), "s3snowplow"), (options.BandsUri, options.BandsEffectiveFrom, options.SendsCapacities, options.HeartbeatInterval, options.Source));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(45)), (options.Judgement.StoreDelay, options.Judgement.AliveReach, options.Judgement.BlindAfter));
        Assert.Empty(options.Channels);
        Assert.Null(options.State);
        Assert.Null(options.DeadManUrl);
    }

    [Fact]
    public void Wrong_Settings_AreToldTogetherAndWithoutSecrets()
    {
        RelayOptionsException refused = Assert.Throws<RelayOptionsException>(() => CapacityFunction.From(Variables(
            ("BANDS_URI", "s3://secret/bands.yml"), ("BANDS_EFFECTIVE_FROM", "soon"), ("HEARTBEAT_MINUTES", "0"), ("ELASTICSEARCH_URI", "https://me:secret@es.example"),
            ("ELASTICSEARCH_API_KEY", "secret"), ("ELASTICSEARCH_USER", "secret"), ("ELASTICSEARCH_INDEX", "_all"), ("SEND_CAPACITIES", "maybe"),
            ("ALERTS", "pager,hook"), ("ALERT_PAGER_TYPE", "carrier pigeon"), ("ALERT_HOOK_TYPE", "slack"), ("ALERT_HOOK_ADDRESS", "http://hooks.example/secret"), ("DEAD_MAN_URL", "http://ping.example/secret"))));

        Assert.Equal(
            ["BANDS_EFFECTIVE_FROM", "SEND_CAPACITIES", "HEARTBEAT_MINUTES", "BANDS_URI", "ELASTICSEARCH_URI", "ELASTICSEARCH_INDEX", "ELASTICSEARCH_API_KEY", "ALERT_PAGER_TYPE", "ALERT_HOOK_ADDRESS", "DEAD_MAN_URL"],
            refused.Errors.Select(error => error.Split(' ')[0]));
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ELASTICSEARCH_API_KEY and ELASTICSEARCH_USER or ELASTICSEARCH_PASSWORD are set", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_Values_AreSaidAsTheyWereSet()
    {
        string message = Assert.Throws<RelayOptionsException>(() => CapacityFunction.From(Variables(
            ("ELASTICSEARCH_URI", "https://es.example"), ("ELASTICSEARCH_INDEX", "Password IndexPattern"), ("ELASTICSEARCH_KEYWORD_SUFFIX", "a KeywordSuffix b")))).Message;

        Assert.Contains("ELASTICSEARCH_INDEX is 'Password IndexPattern';", message, StringComparison.Ordinal);
        Assert.Contains("ELASTICSEARCH_KEYWORD_SUFFIX is 'a KeywordSuffix b';", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BANDS_URI and ELASTICSEARCH_URI are not set")]
    [InlineData("ELASTICSEARCH_URI is not set, but", "BANDS_URI", "bands.yml", "ALERTS", "hook", "ALERT_HOOK_TYPE", "log")]
    [InlineData("SEND_CAPACITIES is false", "BANDS_URI", "bands.yml", "SEND_CAPACITIES", "false")]
    [InlineData("ELASTICSEARCH_URI is not set, but", "BANDS_URI", "bands.yml", "ELASTICSEARCH_API_KEY", "key")]
    [InlineData("BANDS_EFFECTIVE_FROM is 2026", "ELASTICSEARCH_URI", "https://es.example", "BANDS_EFFECTIVE_FROM", "2026-03-01")]
    public void Settings_ThatMakeNoWhole_AreRefused(string expected, params string[] variables) =>
        Assert.Contains(expected, Assert.Throws<RelayOptionsException>(() => CapacityFunction.From(Variables([.. variables.Chunk(2).Select(pair => (pair[0], pair[1]))]))).Message, StringComparison.Ordinal);

    [Fact]
    public void Variables_OfTheReadme_AreThoseOfTheCode() => Assert.Equal(
        FunctionSettings.Names.Select(one => one.Variable),
        Row().Matches(System.Text.Encoding.UTF8.GetString(RepositoryFile.Read("src/S3Snowplow.Capacity.Elasticsearch/README.md"))).Select(row => row.Groups["name"].Value));

    private static Func<string, string?> Variables(params (string Name, string Value)[] set) => set.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal).GetValueOrDefault;

    [GeneratedRegex(@"^\| `(?<name>[A-Z]+(_[A-Z]+)*)` \|", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
