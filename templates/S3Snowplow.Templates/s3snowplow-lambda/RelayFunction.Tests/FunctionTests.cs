using System.Reflection;
using S3Snowplow.Testing;

/// <summary>The function as it will be deployed, between an emulated Lambda and a local collector.</summary>
public sealed class FunctionTests
{
    private const string AppId = "APP_ID_OF_EVENTS";
    private const string Schema = "SCHEMA_OF_EVENTS";

    private static readonly string Function = typeof(FunctionTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Function").Value!;

    [Fact]
    public async Task Function_AnObjectWasPut_SendsItsEvent()
    {
        await using LambdaEmulator lambda = await LambdaEmulator.StartAsync();
        //#if (!knownSchema)
        // Until it is given your schema's folder (SchemaFolders), the collector judges by the one that has the same layout.
        var schemas = new LocalCollectorOptions { SchemaAliases = { [Schema] = "iglu:io.s3snowplow/object_event/jsonschema/1-0-0" } };
        await using LocalCollector collector = await LocalCollector.StartAsync(schemas);
        //#else
        await using LocalCollector collector = await LocalCollector.StartAsync();
        //#endif
        await using LambdaProcess function = LambdaProcess.Start(lambda, "dotnet", ["exec", Function],
        [
            new("COLLECTOR_URI", collector.Uri.AbsoluteUri),
            new("EVENT_SCHEMA", Schema),
            new("APP_ID", AppId),
        ]);

        //#if (trigger == "queue")
        LambdaAnswer answer = await lambda.InvokeAsync(NotificationSamples.SqsS3.Body);

        Assert.False(answer.IsError, $"{answer}\n{function.Output}");
        Assert.Equal("""{"batchItemFailures":[]}""", answer.Text);
        //#else
        LambdaAnswer answer = await lambda.InvokeAsync(NotificationSamples.S3Put.Body);

        Assert.False(answer.IsError, $"{answer}\n{function.Output}");
        //#endif
        await collector.WaitUntilJudgedAsync();
        Assert.Empty(collector.Bad);
        GoodEvent sent = Assert.Single(collector.Good);
        Assert.Equal(Schema, sent.Schema);
        Assert.Equal(AppId, sent.Parameters["aid"]);
    }
}
