namespace S3Snowplow.Testing.Tests;

public sealed class SchemaTests
{
    [Theory]
    [InlineData("""{}""", "$.item: property required")]
    [InlineData("""{"item":7}""", "$.item: string expected")]
    [InlineData("""{"item":"12345678901"}""", "$.item: string too long")]
    [InlineData("""{"item":"x","more":1}""", "$.more: no additional properties allowed")]
    [InlineData("""{"item":"x","size":-1}""", "$.size: number too small")]
    [InlineData("""{"item":"x","size":1.5}""", "$.size: no type validates")]
    [InlineData("""{"item":"x","at":"yesterday"}""", "$.at: date time expected")]
    [InlineData("""{"item":"x","lines":[{"sku":"1"},{}]}""", "$.lines[1].sku: property required")]
    [InlineData("""{"item":"x","at":"2026-01-01"}""", "$.at: date time expected")]
    [InlineData("""{"item":"x","at":"2026-01-01T00:00:00"}""", "$.at: date time expected")]
    [InlineData("""{"item":"x","at":"2026-02-30T00:00:00Z"}""", "$.at: date time expected")]
    [InlineData("""{"item":"x","at":"2026-01-01_00:00:00Z"}""", "$.at: date time expected")]
    [InlineData("""{"item":"x","at":"2026-01-01T00:00:00-00:00"}""", "$.at: date time expected")]
    [InlineData("""{"item":"x","at":"2026-01-01T00:00:00+18:01"}""", "$.at: date time expected")]
    [InlineData("""{"item":"x","at":"2026-01-01T00:00:00.1234567890Z"}""", "$.at: date time expected")]
    [InlineData("""{"item":"x","at":"2026-12-31T23:59:60Z"}""", "$.at: date time expected")]
    [InlineData("""{"item":"x","at":"2016-12-31T22:59:60Z"}""", "$.at: date time expected")]
    [InlineData("""{"item":"x","size":-0}""", "$.size: no type validates")]
    [InlineData("""{"item":"x","size":1024.0}""", "$.size: no type validates")]
    [InlineData("""{"item":"x","size":1e3}""", "$.size: no type validates")]
    [InlineData("""{"item":"\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00"}""", "$.item: string too long")]
    [InlineData("""[]""", "$: object expected")]
    public async Task Post_DataAgainstSchema_IsBadWithThePlace(string data, string error)
    {
        await using var fixture = await CollectorFixture.StartAsync();

        var bad = await fixture.SendBadAsync(Tp2.Purchase(1, data));

        Assert.Equal(error, bad.Errors[0]);
        var message = bad.Row.GetProperty("data").GetProperty("failure").GetProperty("messages")[0];
        Assert.Equal(SchemaFolder.Purchase, message.GetProperty("schemaKey").GetString());
        Assert.Equal("ValidationError", message.GetProperty("error").GetProperty("error").GetString());
        Assert.Equal(error, message.GetProperty("error").GetProperty("dataReports")[0].GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"item":"x","size":null}""")]
    [InlineData("""{"item":"\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00"}""")]
    [InlineData("""{"item":"x","at":"2026-01-01 00:00:00Z"}""")]
    [InlineData("""{"item":"x","at":"2026-01-01t00:00:00z"}""")]
    [InlineData("""{"item":"x","at":"0000-02-29T00:00:00+18:00"}""")]
    [InlineData("""{"item":"x","at":"2016-12-31T23:59:60Z"}""")]
    [InlineData("""{"item":"x","at":"1990-12-31T15:59:60-08:00"}""")]
    [InlineData("""{"item":"x","size":9223372036854775807}""")]
    [InlineData("""{"item":"x","at":"2026-01-01T00:00:00.000Z"}""")]
    [InlineData("""{"item":"x","at":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"item":"x","at":"2026-01-01T00:00:00.123456789+01:00"}""")]
    public async Task Post_DataThatFits_IsGood(string data)
    {
        await using var fixture = await CollectorFixture.StartAsync();

        await fixture.SendGoodAsync(Tp2.Purchase(1, data));
    }

    [Fact]
    public async Task Post_NumberBeyondEveryType_IsBadAndNotTheEndOfTheLoop()
    {
        await using var fixture = await CollectorFixture.StartAsync();

        await fixture.SendAsync(Tp2.Purchase(1, $$"""{"item":"x","size":1{{new string('0', 60)}}}"""), Tp2.Purchase(2));

        Assert.Equal("schema_violations", Assert.Single(fixture.Collector.Bad).Kind);
        Assert.Single(fixture.Collector.Good);
    }

    [Fact]
    public async Task Post_UnknownSchema_IsAResolutionError()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var parameters = Tp2.Purchase();
        parameters["ue_pr"] = Tp2.Unstruct("iglu:com.example/purchase/jsonschema/1-0-1", "{}");

        var bad = await fixture.SendBadAsync(parameters);

        Assert.StartsWith("ResolutionError: iglu:com.example/purchase/jsonschema/1-0-1", Assert.Single(bad.Errors), StringComparison.Ordinal);
        var error = bad.Row.GetProperty("data").GetProperty("failure").GetProperty("messages")[0].GetProperty("error");
        Assert.Equal("ResolutionError", error.GetProperty("error").GetString());
        Assert.Equal("NotFound", error.GetProperty("lookupHistory")[0].GetProperty("errors")[0].GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("""{"name":1}""", SchemaFolder.Shop, "$.name: string expected")]
    [InlineData("""{"name":"x"}""", "iglu:com.example/other/jsonschema/1-0-0", "ResolutionError: iglu:com.example/other/jsonschema/1-0-0 is in no registry of this collector")]
    [InlineData("""{"name":"x"}""", "iglu:com.example/shop/jsonschema/0-0-1", "$[1].schema: not of the form iglu:VENDOR/NAME/FORMAT/MODEL-REVISION-ADDITION")]
    [InlineData("""{"name":"x"},"more":1""", SchemaFolder.Shop, "$[1].more: no additional properties allowed")]
    public async Task Post_OneInvalidEntity_FailsTheWholeEvent(string data, string schema, string error)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var parameters = Tp2.Purchase();
        parameters["co"] = Tp2.Contexts(Tp2.SelfDescribing(SchemaFolder.Shop, """{"name":"x"}"""), Tp2.SelfDescribing(schema, data));

        var bad = await fixture.SendBadAsync(parameters);

        Assert.Equal(error, Assert.Single(bad.Errors));
    }

    [Theory]
    [InlineData("ue_pr", "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0", "{}", "ue_pr: expected the envelope unstruct_event/jsonschema/1-0-*, not iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0")]
    [InlineData("ue_pr", "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0", "{}", "$.schema: property required")]
    [InlineData("ue_pr", "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-0", """{"schema":"iglu:a/b/jsonschema/1-0-0"}""", "$.data: property required")]
    [InlineData("co", "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/2-0-0", "[]", "co: expected the envelope contexts/jsonschema/1-0-*, not iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/2-0-0")]
    [InlineData("co", "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0", "{}", "$: array expected")]
    [InlineData("co", "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-0", "[]", "$: at least one entity expected")]
    [InlineData("co", "iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-2", "[]", "ResolutionError: iglu:com.snowplowanalytics.snowplow/contexts/jsonschema/1-0-2 is in no registry of this collector")]
    [InlineData("ue_pr", "iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-1", "{}", "ResolutionError: iglu:com.snowplowanalytics.snowplow/unstruct_event/jsonschema/1-0-1 is in no registry of this collector")]
    public async Task Post_WrongEnvelope_IsBad(string name, string schema, string data, string error)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var parameters = Tp2.Purchase();
        parameters[name] = Tp2.SelfDescribing(schema, data);

        var bad = await fixture.SendBadAsync(parameters);

        Assert.Equal(error, Assert.Single(bad.Errors));
    }

    [Fact]
    public async Task Post_EmptyEntities_AreAllowed()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        var parameters = Tp2.Purchase();
        parameters["co"] = Tp2.Contexts();

        Assert.Empty((await fixture.SendGoodAsync(parameters)).Contexts);
    }

    [Fact]
    public async Task VendorAlias_NotInFolders_IsJudgedByTheOriginal()
    {
        await using var fixture = await CollectorFixture.StartAsync(options => options.VendorAliases["com.acme"] = "com.example");
        var good = Tp2.Purchase(1);
        good["ue_pr"] = Tp2.Unstruct("iglu:com.acme/purchase/jsonschema/1-0-0", Tp2.PurchaseData);
        var bad = Tp2.Purchase(2);
        bad["ue_pr"] = Tp2.Unstruct("iglu:com.acme/purchase/jsonschema/1-0-0", "{}");

        await fixture.SendAsync(good, bad);

        Assert.Equal("iglu:com.acme/purchase/jsonschema/1-0-0", Assert.Single(fixture.Collector.Good).Schema);
        Assert.Equal("$.item: property required", Assert.Single(Assert.Single(fixture.Collector.Bad).Errors));
    }

    [Fact]
    public async Task VendorAlias_InFolders_IsJudgedByTheFile()
    {
        await using var fixture = await CollectorFixture.StartAsync(options => options.VendorAliases["com.acme"] = "com.example");
        fixture.Schemas.Add("com.acme", "purchase", """{"type":"object"}""");
        var parameters = Tp2.Purchase();
        parameters["ue_pr"] = Tp2.Unstruct("iglu:com.acme/purchase/jsonschema/1-0-0", "{}");

        await fixture.SendGoodAsync(parameters);
    }

    [Fact]
    public async Task SchemaAlias_OtherName_IsJudgedByTheOriginal()
    {
        await using var fixture = await CollectorFixture.StartAsync(options => options.SchemaAliases["iglu:com.acme/sale/jsonschema/2-0-0"] = SchemaFolder.Purchase);
        var parameters = Tp2.Purchase();
        parameters["ue_pr"] = Tp2.Unstruct("iglu:com.acme/sale/jsonschema/2-0-0", Tp2.PurchaseData);

        await fixture.SendGoodAsync(parameters);
    }

    [Fact]
    public async Task Reset_AfterASchemaChanged_ReadsItAnew()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        await fixture.SendBadAsync(Tp2.Purchase(1, "{}"));
        fixture.Schemas.Add("com.example", "purchase", """{"type":"object"}""");

        fixture.Collector.Reset();

        await fixture.SendGoodAsync(Tp2.Purchase(1, "{}"));
    }

    [Fact]
    public async Task Post_BrokenSchema_IsBad()
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Schemas.Add("com.example", "purchase", "{");

        var bad = await fixture.SendBadAsync(Tp2.Purchase());

        Assert.Contains("is no usable schema", Assert.Single(bad.Errors), StringComparison.Ordinal);
    }

    // The words of the report name the keyword of JSON Schema, as the pipeline's own do.
    [Theory]
    [InlineData("""{"type":"string"}""", "7", "type", "string expected")]
    [InlineData("""{"type":["string","null"],"maxLength":1}""", "\"ab\"", "maxLength", "string too long")]
    [InlineData("""{"type":"string","minLength":3}""", "\"ab\"", "minLength", "string too short")]
    [InlineData("""{"type":"string","pattern":"^a$"}""", "\"b\"", "pattern", "pattern mismatch")]
    [InlineData("""{"type":"string","enum":["a"]}""", "\"b\"", "enum", "not in enumeration")]
    [InlineData("""{"type":"string","format":"ipv4"}""", "\"::1\"", "format", "ip v4 expected")]
    [InlineData("""{"type":"number","maximum":1}""", "2", "maximum", "number too big")]
    [InlineData("""{"type":"number","minimum":1,"exclusiveMinimum":true}""", "1", "minimum", "number too small")]
    [InlineData("""{"type":"number","multipleOf":2}""", "3", "multipleOf", "number not multiple of")]
    [InlineData("""{"type":"array","maxItems":1}""", "[1,2]", "maxItems", "too many items")]
    [InlineData("""{"type":"array","minItems":1}""", "[]", "minItems", "too few items")]
    [InlineData("""{"type":"array","uniqueItems":true}""", "[1,1]", "uniqueItems", "items not unique")]
    [InlineData("""{"type":"object","maxProperties":1}""", """{"a":1,"b":2}""", "maxProperties", "too many properties")]
    [InlineData("""{"type":"object","minProperties":1}""", "{}", "minProperties", "too few properties")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "7", "anyOf", "not any of")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"null"}]}""", "7", "oneOf", "not one of")]
    [InlineData("""{"allOf":[{"type":"string"},{"type":"null"}]}""", "7", "allOf", "not all of")]
    [InlineData("""{"not":{"type":"integer"}}""", "7", "not", "excluded schema validates")]
    public async Task Post_EachKeyword_IsReported(string schema, string value, string keyword, string text)
    {
        await using var fixture = await CollectorFixture.StartAsync();
        fixture.Schemas.Add("com.example", "one", $$$"""{"type":"object","properties":{"v":{{{schema}}}}}""");
        var parameters = Tp2.Purchase();
        parameters["ue_pr"] = Tp2.Unstruct("iglu:com.example/one/jsonschema/1-0-0", $$"""{"v":{{value}}}""");

        var bad = await fixture.SendBadAsync(parameters);

        var report = bad.Row.GetProperty("data").GetProperty("failure").GetProperty("messages")[0].GetProperty("error").GetProperty("dataReports")[0];
        Assert.Equal(("$.v", keyword, $"$.v: {text}"), (report.GetProperty("path").GetString(), report.GetProperty("keyword").GetString(), bad.Errors[0]));
    }

    [Theory]
    [InlineData("com.acme/x", SchemaFolder.Purchase)]
    [InlineData(SchemaFolder.Purchase, "x")]
    public async Task StartAsync_AliasThatIsNoAddress_Throws(string alias, string target)
    {
        var options = new LocalCollectorOptions();
        options.SchemaAliases[alias] = target;

        await Assert.ThrowsAsync<ArgumentException>(() => LocalCollector.StartAsync(options));
    }

    // The schemas are other folders of this repository; whatever stands there must be found by its path and be usable.
    [Fact]
    public async Task Find_SchemasOfThisPackage_AreEmbeddedUnderTheirAddress()
    {
        var registry = new SchemaRegistry(new LocalCollectorOptions());
        foreach (var name in typeof(SchemaRegistry).Assembly.GetManifestResourceNames().Where(name => name.Contains("/jsonschema/", StringComparison.Ordinal)))
        {
            Assert.True(SchemaKey.TryParse(name.Replace("schemas/", "iglu:", StringComparison.Ordinal), out var key), name);
            Assert.NotNull(await NJsonSchema.JsonSchema.FromJsonAsync(registry.Find(key)!));
        }
    }

    [Fact]
    public async Task StartAsync_FolderMissing_Throws()
    {
        var options = new LocalCollectorOptions();
        options.SchemaFolders.Add("no-such-folder");

        await Assert.ThrowsAsync<ArgumentException>(() => LocalCollector.StartAsync(options));
    }

    [Theory]
    [InlineData("iglu:com.acme/Event-Name/jsonschema/1-0-12", true)]
    [InlineData("iglu:com.acme/event/jsonschema/01-0-0", false)]
    [InlineData("iglu:com.acme/event/jsonschema/1-00-0", false)]
    [InlineData("iglu:com.acme/event/jsonschema/1-0", false)]
    [InlineData("iglu:com.acme/ev.ent/jsonschema/1-0-0", false)]
    [InlineData("iglu:com.acme/event/jsonschema/1-0-0\n", false)]
    [InlineData("com.acme/event/jsonschema/1-0-0", false)]
    [InlineData(null, false)]
    public void SchemaKey_TryParse_FollowsTheGrammar(string? uri, bool isKey)
    {
        Assert.Equal(isKey, SchemaKey.TryParse(uri, out var key));
        Assert.Equal(isKey ? uri : null, key?.ToString());
    }

    [Theory]
    [InlineData("iglu:com.acme-x/s3_object/jsonschema/2-0-0", "contexts_com_acme_x_s3_object_2")]
    [InlineData("iglu:Com.Acme/PascalCaseName/jsonschema/1-0-0", "contexts_com_acme_pascal_case_name_1")]
    [InlineData("iglu:a/HTTPServer-x/jsonschema/10-1-0", "contexts_a_httpserver_x_10")]
    public void Column_OfASchema_IsSnakeCase(string uri, string column)
    {
        Assert.True(SchemaKey.TryParse(uri, out var key));
        Assert.Equal(column, AnalyticsEvent.Column("contexts", key));
    }
}
