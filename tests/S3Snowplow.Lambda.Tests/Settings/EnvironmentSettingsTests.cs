using System.Text.RegularExpressions;
using S3Snowplow.Mapping;
using S3Snowplow.Lambda.Tests.Rig;
using S3Snowplow.Testing;

namespace S3Snowplow.Lambda.Tests.Settings;

/// <summary>Environment variables become settings, and what is wrong is told in their words.</summary>
public sealed partial class EnvironmentSettingsTests
{
    [Fact]
    public void EveryVariable_Set_ChangesItsSetting()
    {
        LambdaFunctionOptions options = Read(
            out List<string> errors,
            ("COLLECTOR_URI", "https://collector.example"), ("EVENT_SCHEMA", "iglu:a/b/jsonschema/1-0-0"), ("COLLECTOR_ALLOW_HTTP", "true"), ("APP_ID", "app"), ("TRACKER_NAMESPACE", "ns"),
            ("EVENT_ENCODING", "Base64"), ("ON_REJECTED", "acknowledge"), ("SEND_ENTITIES", "false"), ("SEND_PERSONAL_DATA", "TRUE"), ("KEY_PRIVACY", "First_Parts"), ("KEY_PARTS", "2"), ("KEY_HASH_SECRET", "sixteen letters."),
            ("KEY_ENCODINGS", "aws:s3=as_sent, acme=s3 = Form_Encoded"), ("FILTER_EVENT_NAMES", "ObjectCreated:*, ObjectRemoved:Delete"),
            ("FILTER_KEY_PREFIX", "in/"), ("FILTER_KEY_SUFFIX", ".csv"), ("FILTER_MINIMUM_SIZE", "7"), ("MAX_BATCH_BYTES", "2000"), ("MAX_BATCH_EVENTS", "3"), ("MAX_EVENT_BYTES", "4000"),
            ("MAX_CONCURRENT_REQUESTS", "5"), ("LINGER_MS", "6"), ("REQUEST_TIMEOUT_MS", "7000"), ("DEADLINE_MARGIN_MS", "800"), ("SQS_REPORT_BATCH_ITEM_FAILURES", "false"));

        Assert.Empty(errors);
        Assert.Equal(
            ("https://collector.example/", "iglu:a/b/jsonschema/1-0-0", true, "app", "ns", EventEncoding.Base64, RejectedHandling.Acknowledge, false, true),
            (options.Relay.CollectorUri?.AbsoluteUri, options.Relay.EventSchema, options.Relay.AllowHttp, options.Relay.AppId, options.Relay.TrackerNamespace, options.Relay.Encoding, options.Relay.OnRejected, options.Relay.SendEntities, options.Relay.SendPersonalData));
        Assert.Equal((KeyPrivacy.FirstParts, 2, "sixteen letters."), (options.Relay.KeyPrivacy, options.Relay.KeyParts, options.Relay.KeyHashSecret));
        Assert.Equal([("aws:s3", KeyEncoding.AsSent), ("acme=s3", KeyEncoding.FormEncoded)], options.Relay.KeyEncodings.Select(rule => (rule.Source, rule.Encoding!.Value)));
        Assert.All(options.Relay.KeyEncodings, rule => Assert.Empty(rule.Buckets));
        Assert.Equal(["ObjectCreated:*", "ObjectRemoved:Delete"], options.Relay.Filter.EventNames);
        Assert.Equal(("in/", ".csv", 7), (options.Relay.Filter.KeyPrefix, options.Relay.Filter.KeySuffix, options.Relay.Filter.MinimumSize));
        Assert.Equal(
            (2000, 3, 4000, 5, 6, 7000, 800),
            (options.Relay.Delivery.MaxBatchBytes, options.Relay.Delivery.MaxBatchEvents, options.Relay.Delivery.MaxEventBytes, options.Relay.Delivery.MaxConcurrentRequests, options.Relay.Delivery.Linger.TotalMilliseconds, options.Relay.Delivery.RequestTimeout.TotalMilliseconds, options.Lambda.DeadlineMargin.TotalMilliseconds));
        Assert.False(options.Lambda.ReportBatchItemFailures);
    }

    [Fact]
    public void EveryVariable_Empty_LeavesTheDefault()
    {
        LambdaFunctionOptions options = Read(out List<string> errors, [.. EnvironmentSettings.Names.Select(name => (name.Variable, ""))]);

        Assert.Empty(errors);
        Assert.Equal(new RelayOptions().Validate(), options.Relay.Validate());
        Assert.Equal(new LambdaRelayOptions().DeadlineMargin, options.Lambda.DeadlineMargin);
        Assert.True(options.Lambda.ReportBatchItemFailures);
    }

    [Theory]
    [InlineData("COLLECTOR_URI", "collector.example")]
    [InlineData("COLLECTOR_URI", "http://collector.example")]
    [InlineData("COLLECTOR_URI", "https://collector.example/path")]
    [InlineData("EVENT_SCHEMA", "object_event")]
    [InlineData("COLLECTOR_ALLOW_HTTP", "yes")]
    [InlineData("APP_ID", "a\nb")]
    [InlineData("TRACKER_NAMESPACE", "a:b")]
    [InlineData("EVENT_ENCODING", "xml")]
    [InlineData("ON_REJECTED", "drop")]
    [InlineData("SEND_ENTITIES", "1")]
    [InlineData("SEND_PERSONAL_DATA", "no")]
    [InlineData("KEY_PRIVACY", "encrypt")]
    [InlineData("KEY_PARTS", "0")]
    [InlineData("KEY_ENCODINGS", "aws:s3")]
    [InlineData("KEY_ENCODINGS", "aws:s3=raw")]
    [InlineData("KEY_ENCODINGS", "=as_sent")]
    [InlineData("KEY_ENCODINGS", "a b=as_sent")]
    [InlineData("KEY_ENCODINGS", "aws:s3=as_sent,aws:s3=form_encoded")]
    [InlineData("FILTER_EVENT_NAMES", "*Created")]
    [InlineData("FILTER_MINIMUM_SIZE", "-1")]
    [InlineData("MAX_BATCH_BYTES", "1")]
    [InlineData("MAX_BATCH_EVENTS", "0")]
    [InlineData("MAX_EVENT_BYTES", "2000000")]
    [InlineData("MAX_CONCURRENT_REQUESTS", "1000")]
    [InlineData("LINGER_MS", "1.5")]
    [InlineData("REQUEST_TIMEOUT_MS", "0")]
    [InlineData("DEADLINE_MARGIN_MS", "600000")]
    [InlineData("SQS_REPORT_BATCH_ITEM_FAILURES", "on")]
    public void Variable_Wrong_IsNamedWithWhatIsAllowed(string variable, string value)
    {
        (string, string)[] variables = variable == "COLLECTOR_URI" ? [(variable, value)] : [("COLLECTOR_URI", "https://collector.example"), (variable, value)];

        string error = Assert.Single(Validate(variables));

        Assert.StartsWith(variable + " ", error, StringComparison.Ordinal);
        Assert.Matches("allowed|use https", error);
    }

    [Theory]
    [InlineData("send", KeyPrivacy.Send)]
    [InlineData("HASH", KeyPrivacy.Hash)]
    [InlineData("first_parts", KeyPrivacy.FirstParts)]
    [InlineData("omit", KeyPrivacy.Omit)]
    public void KeyPrivacy_Word_IsTheMode(string word, KeyPrivacy mode)
    {
        LambdaFunctionOptions options = Read(out List<string> errors, ("KEY_PRIVACY", word));

        Assert.Empty(errors);
        Assert.Equal(mode, options.Relay.KeyPrivacy);
    }

    [Theory]
    [InlineData("")]
    [InlineData("UNPRINTED")]
    public void KeyHashSecret_MissingOrShort_IsNamedAndNotPrinted(string secret)
    {
        string error = Assert.Single(Validate(("COLLECTOR_URI", "https://collector.example"), ("KEY_PRIVACY", "hash"), ("KEY_HASH_SECRET", secret)));

        Assert.StartsWith("KEY_HASH_SECRET ", error, StringComparison.Ordinal);
        Assert.Contains("16 or more characters", error, StringComparison.Ordinal);
        Assert.DoesNotContain("UNPRINTED", error, StringComparison.Ordinal);
    }

    [Fact]
    public void CollectorUri_WithASecret_IsNotPrinted() =>
        Assert.DoesNotContain("SECRET", string.Concat(Validate(("COLLECTOR_URI", "https://user:SECRET@collector.example"))), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task SeveralWrongAndMissing_AreAllInTheInitErrorAndTheLog()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: [("COLLECTOR_URI", ""), ("MAX_BATCH_EVENTS", "many"), ("LINGER_MS", "9999999"), ("AWS_LAMBDA_MAX_CONCURRENCY", "x")]);

        LambdaAnswer error = await rig.Lambda.InitError.Within();

        Assert.Equal(1, await rig.ExitedAsync());
        Assert.Equal("Function.InvalidSettings", error.ErrorType);
        foreach (string variable in (string[])["COLLECTOR_URI", "MAX_BATCH_EVENTS", "LINGER_MS", "AWS_LAMBDA_MAX_CONCURRENCY"])
        {
            Assert.Contains($"{variable} is ", error.Text, StringComparison.Ordinal);
            Assert.Contains($"{variable} is ", rig.Output, StringComparison.Ordinal);
        }

        Assert.Equal(0, rig.Lambda.Polls);
    }

    [Fact]
    public async Task Configure_Throws_IsAnInitError()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(_ => throw new InvalidOperationException("no bands"));

        LambdaAnswer error = await rig.Lambda.InitError.Within();

        Assert.Equal("Function.InvalidOperationException", error.ErrorType);
        Assert.Equal(1, await rig.ExitedAsync());
    }

    [Fact]
    public async Task RuntimeApi_NotSet_SaysSoAndEnds()
    {
        await using FunctionRig rig = await FunctionRig.StartAsync(variables: ("AWS_LAMBDA_RUNTIME_API", ""));

        Assert.Equal(1, await rig.ExitedAsync());
        Assert.Contains("AWS_LAMBDA_RUNTIME_API is not set", rig.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_OfTheReadme_IsThatOfTheCode()
    {
        string readme = System.Text.Encoding.UTF8.GetString(RepositoryFile.Read("src/S3Snowplow.Lambda/README.md"));

        Assert.Equal(EnvironmentSettings.Names.Select(name => name.Variable), Row().Matches(readme).Select(row => row.Groups["name"].Value));
    }

    [Fact]
    public void Defaults_OfTheReadme_AreThoseOfTheCode()
    {
        string readme = System.Text.Encoding.UTF8.GetString(RepositoryFile.Read("src/S3Snowplow.Lambda/README.md"));
        (string, string)[] defaults = [.. Row().Matches(readme).Where(row => row.Groups["default"].Success).Select(row => (row.Groups["name"].Value, row.Groups["default"].Value))];

        LambdaFunctionOptions options = Read(out List<string> errors, defaults);

        var relay = new RelayOptions();
        Assert.Empty(errors);
        Assert.Equal(18, defaults.Length);
        Assert.Equal((relay.KeyPrivacy, relay.KeyParts), (options.Relay.KeyPrivacy, options.Relay.KeyParts));
        Assert.Equal(
            (relay.EventSchema, relay.AllowHttp, relay.AppId, relay.TrackerNamespace, relay.Encoding, relay.OnRejected, relay.SendPersonalData, relay.Filter.MinimumSize),
            (options.Relay.EventSchema, options.Relay.AllowHttp, options.Relay.AppId, options.Relay.TrackerNamespace, options.Relay.Encoding, options.Relay.OnRejected, options.Relay.SendPersonalData, options.Relay.Filter.MinimumSize));
        Assert.Equal(
            (relay.Delivery.MaxBatchBytes, relay.Delivery.MaxBatchEvents, relay.Delivery.MaxEventBytes, relay.Delivery.MaxConcurrentRequests, relay.Delivery.Linger, relay.Delivery.RequestTimeout, new LambdaRelayOptions().DeadlineMargin),
            (options.Relay.Delivery.MaxBatchBytes, options.Relay.Delivery.MaxBatchEvents, options.Relay.Delivery.MaxEventBytes, options.Relay.Delivery.MaxConcurrentRequests, options.Relay.Delivery.Linger, options.Relay.Delivery.RequestTimeout, options.Lambda.DeadlineMargin));
    }

    [Theory]
    [InlineData("LINGER_MS", 0, 60_000)]
    [InlineData("REQUEST_TIMEOUT_MS", 1, 600_000)]
    [InlineData("DEADLINE_MARGIN_MS", 0, 300_000)]
    public void Times_AreBoundedInMilliseconds_AsTheSettingsAre(string variable, int least, int most)
    {
        foreach (int allowed in (int[])[least, most])
        {
            Assert.Empty(Validate(("COLLECTOR_URI", "https://collector.example"), (variable, $"{allowed}")));
        }

        Assert.Equal([$"{variable} is '{most + 1}'; allowed: a whole number, {least} to {most}."], Validate(("COLLECTOR_URI", "https://collector.example"), (variable, $"{most + 1}")));

        // The settings' own bounds are no others.
        var options = new LambdaFunctionOptions();
        options.Relay.CollectorUri = new Uri("https://collector.example");
        TimeSpan beyond = TimeSpan.FromMilliseconds(most + 1);
        (options.Relay.Delivery.Linger, options.Relay.Delivery.RequestTimeout, options.Lambda.DeadlineMargin) = (beyond, beyond, beyond);
        List<string> errors = [];
        EnvironmentSettings.Validate(options, errors);
        Assert.Contains(errors, error => error.StartsWith(variable + " ", StringComparison.Ordinal));
    }

    private static LambdaFunctionOptions Read(out List<string> errors, params (string Name, string Value)[] variables)
    {
        var options = new LambdaFunctionOptions();
        errors = EnvironmentSettings.Read(variables.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal).GetValueOrDefault, options);
        return options;
    }

    private static List<string> Validate(params (string Name, string Value)[] variables)
    {
        LambdaFunctionOptions options = Read(out List<string> errors, variables);
        EnvironmentSettings.Validate(options, errors);
        return errors;
    }

    [GeneratedRegex(@"^\| `(?<name>[A-Z_]+)` \| (?:`(?<default>[^`]+)`)?", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Row();
}
