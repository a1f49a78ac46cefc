using S3Snowplow.Mapping;
using S3Snowplow.Testing;

namespace S3Snowplow.Capacity.Tests.Elasticsearch;

public sealed class DocumentsFormTests() : ElasticsearchReceivedMinutesTests(ElasticsearchForm.Documents)
{
    // Capacities and objects of each hour, and whether there are events of this layout at all.
    protected override int SearchesOfTwoDays => (2 * 48) + 1;

    protected override string[] AfterRedelivery => ["20: alive", "21: p -1200=4", "21: p 0=70"];

    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(999)]
    public async Task Read_OfMoreDocumentsThanAPage_FindsEachOnce(int perPage)
    {
        await using ElasticsearchRig rig = await StartAsync(options: new ElasticsearchOptions { DocumentsPerPage = perPage });
        for (int document = 0; document < 3_000; document++)
        {
            // Nine of each request have the same time of receipt.
            rig.Arrive(1, document % 2 == 0 ? "p" : "q", at: Start.AddMinutes(-document / 2), received: Start.AddMilliseconds(document / 9));
        }

        string[] lines = await ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 1);

        Assert.Equal(3_000, lines.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(3_000, lines.Length);
    }

    [Fact]
    public async Task Read_APageOfOneTimeOfReceipt_IsRefusedByNameOfTheLimit()
    {
        await using ElasticsearchRig rig = await StartAsync(options: new ElasticsearchOptions { DocumentsPerPage = 10 });
        for (int document = 0; document < 11; document++)
        {
            rig.Arrive(1, at: Start, received: Start.AddSeconds(1));
        }

        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 1));

        Assert.Equal(ElasticsearchProblem.Refused, failure.Problem);
        Assert.Contains("At least 10 documents have one and the same collector_tstamp, 2026-01-01T00:00:01.000Z", failure.Message, StringComparison.Ordinal);
        Assert.Contains("index.max_result_window", failure.Message, StringComparison.Ordinal);
        Assert.Contains("DocumentsPerPage", failure.Message, StringComparison.Ordinal);
    }

    // After a roll-over the same event is a second document, and the first one stays.
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task Read_AnEventInTwoIndices_CountsItOnce(int later)
    {
        await using ElasticsearchRig rig = await StartAsync();
        using ElasticsearchReceivedMinutes minutes = rig.Minutes();
        SnowplowEvent sent = rig.Arrive(500, at: Start);
        if (later > 0)
        {
            Assert.Equal(["0: p 0=500"], await ElasticsearchRig.ReadAsync(minutes, 0, later));
        }

        rig.Index(sent, Start.AddMinutes(later), "snowplow-000002");
        rig.Arrive(7, at: Start.AddMinutes(later));

        Assert.Equal(later == 0 ? ["0: p 0=507"] : [$"{later}: p {later}=7"], await ElasticsearchRig.ReadAsync(minutes, later, later + 5));
        Assert.Empty(await ElasticsearchRig.ReadAsync(minutes, later + 5, later + 6));
    }

    // The number of documents of the minute is the same as before: one went, and one came.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_WhatCameLateIntoAMinuteThatLostADocument_IsFound(bool restarted)
    {
        await using ElasticsearchRig rig = await StartAsync();
        ElasticsearchReceivedMinutes minutes = rig.Minutes();
        SnowplowEvent moves = rig.Arrive(10, at: Start.AddMinutes(1));
        await ElasticsearchRig.ReadAsync(minutes, 0, 10);
        rig.Index(moves, Start.AddMinutes(11));
        rig.Arrive(10, at: Start.AddMinutes(1));
        string[] first = await ElasticsearchRig.ReadAsync(minutes, 10, 11);
        if (restarted)
        {
            ReadOnlyMemory<byte> saved = minutes.Save(ElasticsearchRig.Zero + 11);
            minutes = rig.Minutes();
            minutes.Restore(saved);
        }

        string[] second = await ElasticsearchRig.ReadAsync(minutes, 11, 12);

        Assert.Equal(["11: p 1=10"], [.. first, .. second]);
        Assert.Empty(await ElasticsearchRig.ReadAsync(minutes, 12, 13));
    }

    // What was found late and then not folded stands in a minute that looks as it did.
    [Fact]
    public async Task Read_WhatCameLateAndWasNotFolded_IsHandedInAgain()
    {
        await using ElasticsearchRig rig = await StartAsync();
        using ElasticsearchReceivedMinutes minutes = rig.Minutes();
        rig.Arrive(10, at: Start.AddMinutes(1));
        await ElasticsearchRig.ReadAsync(minutes, 0, 10);
        ReadOnlyMemory<byte> saved = minutes.Save(ElasticsearchRig.Zero + 10);
        rig.Arrive(5, at: Start.AddMinutes(1));
        string[] lost = await ElasticsearchRig.ReadAsync(minutes, 10, 11);

        Assert.Equal(["10: p 1=5"], lost);
        Assert.Equal(lost, await ElasticsearchRig.ReadAsync(minutes, 10, 11));
        ElasticsearchReceivedMinutes other = rig.Minutes();
        other.Restore(minutes.Save(ElasticsearchRig.Zero + 10));
        Assert.Equal(lost, await ElasticsearchRig.ReadAsync(other, 10, 11));
        other.Restore(saved);
        Assert.Equal(lost, await ElasticsearchRig.ReadAsync(other, 10, 11));
    }

    // Any relay's documents, without the entity, with the mapping that Elasticsearch makes up: only the times need to be dates.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_DocumentsWithoutTheEntity_AreJoinedByTheBandsOrTheStatedInputs(bool withBands)
    {
        await using ElasticsearchRig rig = await StartAsync(template: false, options: new ElasticsearchOptions { EventSchema = IgluCentralMapper.DefaultSchema.Text });
        LiveBands? bands = withBands ? new LiveBands(CapacityBands.Parse(
            "{ bands: { s: 60 B/h }, pipelines: { p: { band: s, inputs: [ { bucket: b, prefix: p/ } ] }, q: { band: s, inputs: [ { bucket: b, prefix: p/deep/ } ] } } }")) : null;
        if (!withBands)
        {
            rig.Change(from: Start);
            rig.Index(new CapacityEvents().Change(ElasticsearchRig.Capacity("60 B/h", "q", Start) with { Inputs = [new PipelineInput("b", "p/deep/")] }));
        }

        rig.IndexWithoutEntity("b", "p/a b", 10, Start);
        rig.IndexWithoutEntity("b", "p/deep/+" + new string('x', 900), 5, Start.AddMinutes(1));
        rig.IndexWithoutEntity("other", "p/a", 1_000, Start.AddMinutes(2));

        string[] lines = await ElasticsearchRig.ReadAsync(rig.Minutes(bands: bands), 0, 5);

        Assert.Equal(["0: p 0=10", "1: q 1=5", "2: alive"], lines.Where(line => !line.Contains("can", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Read_ObjectsOfNoPipeline_NamesWhatIsLookedForAndWhatIsThere()
    {
        await using ElasticsearchRig rig = await StartAsync();
        var bands = new LiveBands(CapacityBands.Parse("{ bands: { s: 60 B/h }, pipelines: { ops1: { band: s, inputs: [ { bucket: acme-raw, prefix: in/ } ] } } }"));
        ElasticsearchReceivedMinutes minutes = rig.Minutes(rig.Time, bands);
        for (int document = 0; document < 1_200; document++)
        {
            rig.IndexWithoutEntity(document % 10 == 0 ? "acme-other" : "acme-row", $"in/{document}", 5, Start);
        }

        await ElasticsearchRig.ReadAsync(minutes, 0, 5);

        Assert.Equal(["1,200 object events, none in an input of ops1 (bucket acme-raw, prefix in/); buckets seen: acme-row, acme-other."], minutes.Warnings);
        Assert.Single(rig.Logs.Entries, entry => entry.EventId.Id == 4045);
        rig.IndexWithoutEntity("acme-raw", "in/a", 5, Start.AddMinutes(6));
        await ElasticsearchRig.ReadAsync(minutes, 5, 10);
        Assert.Empty(minutes.Warnings);
    }

    [Fact]
    public async Task Read_EventsOfTheOtherLayout_SaysWhichSettingFindsThem()
    {
        await using ElasticsearchRig rig = await StartAsync();
        rig.Options.EventSchema = IgluCentralMapper.DefaultSchema.Text;
        rig.Arrive(5, at: Start);
        rig.Options.EventSchema = ObjectEventMapper.DefaultSchema.Text;
        using ElasticsearchReceivedMinutes minutes = rig.Minutes();

        await ElasticsearchRig.ReadAsync(minutes, 0, 5);

        Assert.Equal(
            ["There are no object events of iglu:io.s3snowplow/object_event/jsonschema/1-0-0, but some of iglu:com.amazon.aws.lambda/s3_notification_event/jsonschema/1-0-0. Set EventSchema to that to judge from them."],
            minutes.Warnings);
    }

    // A byte more than a double holds.
    [Fact]
    public async Task Read_SizesBeyondADouble_AreExact()
    {
        await using ElasticsearchRig rig = await StartAsync();
        rig.Arrive((1L << 53) + 1, at: Start);
        rig.Arrive((1L << 53) + 2, at: Start);

        Assert.Equal([$"0: p 0={(1L << 54) + 3}"], await ElasticsearchRig.ReadAsync(rig.Minutes(), 0, 1));
    }

    // Beyond what is remembered only the document's version tells whether it was there before: neither a false alarm nor a loss of what is new.
    [Fact]
    public async Task Read_AnEventThatIsWrittenAgainAfterItWasForgotten_IsNotCountedAndTold()
    {
        await using ElasticsearchRig rig = await StartAsync(options: new ElasticsearchOptions { RememberedEvents = 1_000 });
        using ElasticsearchReceivedMinutes minutes = rig.Minutes();
        SnowplowEvent sent = rig.Arrive(500, at: Start);
        for (int minute = 1; minute < 20; minute++)
        {
            for (int i = 0; i < 100; i++)
            {
                rig.Arrive(1, at: Start.AddMinutes(minute));
            }
        }

        await ElasticsearchRig.ReadAsync(minutes, 0, 20);
        rig.Index(sent, Start.AddMinutes(21));
        rig.Arrive(3, at: Start, received: Start.AddMinutes(21));

        Assert.Equal(["21: p 0=3"], await ElasticsearchRig.ReadAsync(minutes, 20, 25));
        Assert.StartsWith("1 object events (500 bytes) were written again", Assert.Single(minutes.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_AStateOfTheEntityForm_GoesOnWhereItEnded()
    {
        await using ElasticsearchRig rig = await StartAsync();
        rig.Options.Form = ElasticsearchForm.Entity;
        using ElasticsearchReceivedMinutes entity = rig.Minutes();
        rig.Change(from: Start);
        SnowplowEvent sent = rig.Arrive(10, at: Start);
        await ElasticsearchRig.ReadAsync(entity, 0, 10);
        rig.Options.Form = ElasticsearchForm.Documents;
        using ElasticsearchReceivedMinutes minutes = rig.Minutes();
        minutes.Restore(entity.Save(ElasticsearchRig.Zero + 10));
        rig.Heartbeat(slot: Start.AddMinutes(11));
        rig.Index(sent, Start.AddMinutes(12));
        rig.Arrive(5, at: Start.AddMinutes(12));

        Assert.Equal(["11: alive", "12: p 12=5"], await ElasticsearchRig.ReadAsync(minutes, 10, 20));
    }
}
