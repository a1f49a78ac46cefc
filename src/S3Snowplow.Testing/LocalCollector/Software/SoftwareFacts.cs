namespace S3Snowplow.Testing;

/// <summary>What one software does unlike another, one question each.</summary>
/// <remarks>Source: recordings of Micro 1.7.2 and collector 2.8.1; Micro's and the collector's change logs and source for the rest.</remarks>
internal static class SoftwareFacts
{
    /// <summary>Whether it has Micro's API beside the collector.</summary>
    public static bool HasMicroApi(this SnowplowSoftware software) =>
        software is SnowplowSoftware.Micro1 or SnowplowSoftware.Micro2 or SnowplowSoftware.Micro3 or SnowplowSoftware.Micro4;

    /// <summary>Whether its web server is that of the collector 2.x (akka-http), with Enrich 3 behind it; else that of 3.x (http4s).</summary>
    public static bool IsSecondGeneration(this SnowplowSoftware software) => software is SnowplowSoftware.Micro1 or SnowplowSoftware.Collector2;

    /// <summary>The name of its cookie.</summary>
    public static string CookieName(this SnowplowSoftware software) => software.HasMicroApi() ? "micro" : "sp";

    /// <summary>The largest body of a request, in bytes.</summary>
    public static int DropPayloadBytes(this SnowplowSoftware software) => software.IsSecondGeneration() ? 8_388_608 : 2_097_152;

    /// <summary>Whether an event that breaks a rule of its flat fields is a schema violation: Enrich 4.2 and later; else an enrichment failure.</summary>
    public static bool JudgesFieldsBySchema(this SnowplowSoftware software) => !software.IsSecondGeneration();

    /// <summary>Whether an entity in a document says its schema: Analytics SDK 3.2; that of Micro 1 (3.0) does not.</summary>
    public static bool HasSchemaVersions(this SnowplowSoftware software) => !software.IsSecondGeneration();

    /// <summary>Whether Micro shows the events of one request as they were sent; later versions show the last of them first.</summary>
    public static bool KeepsOrderInRequest(this SnowplowSoftware software) => software.IsSecondGeneration();
}
