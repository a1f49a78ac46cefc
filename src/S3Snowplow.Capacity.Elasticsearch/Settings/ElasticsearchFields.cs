using System.Globalization;
using S3Snowplow.Mapping;

namespace S3Snowplow.Capacity;

/// <summary>The fields of the documents that a query needs, by the configured schemas.</summary>
internal sealed class ElasticsearchFields
{
    /// <param name="options">The schemas and the rest.</param>
    /// <param name="names">What a setting is called where it is set, for messages; by default as the options say.</param>
    public ElasticsearchFields(ElasticsearchOptions options, SettingNames? names = null)
    {
        (Names, Form) = (names ?? options.Names, options.Form);
        IgluUri schema = IgluUri.Parse(options.EventSchema);
        IsIgluCentral = schema.Name == IgluCentralMapper.SchemaName;
        ObjectEvent = LoaderField.OfEvent(schema);
        Capacity = LoaderField.OfEvent(options.Schemas.ProcessorCapacity);
        Incident = LoaderField.OfEvent(options.Schemas.ThroughputExceeded);
        PipelineEntity = LoaderField.OfEntity(options.Schemas.Pipeline);
        Incidents = [Incident, .. Models(options.Schemas.ThroughputExceeded).Select(LoaderField.OfEvent)];
        (Time, Receipt, Suffix) = (options.TimeField, options.ReceiptField, options.KeywordSuffix ?? "");
    }

    private ElasticsearchFields(ElasticsearchFields from, string suffix)
    {
        (Names, IsIgluCentral, ObjectEvent, Capacity, Incident, PipelineEntity, Incidents) = (from.Names, from.IsIgluCentral, from.ObjectEvent, from.Capacity, from.Incident, from.PipelineEntity, from.Incidents);
        (Form, Time, Receipt, Suffix) = (from.Form, from.Time, from.Receipt, suffix);
    }

    /// <summary>What settings are called where they are set.</summary>
    public SettingNames Names { get; }

    /// <summary>How the bytes are read.</summary>
    public ElasticsearchForm Form { get; }

    /// <summary>Whether object events have the layout of Iglu Central's schema.</summary>
    public bool IsIgluCentral { get; }

    /// <summary>The object with an object event's data.</summary>
    public string ObjectEvent { get; }

    /// <summary>The object with a capacity's data.</summary>
    public string Capacity { get; }

    /// <summary>The object with an incident's data.</summary>
    public string Incident { get; }

    /// <summary>The objects with an incident's data: of the present model, and of those before it.</summary>
    public IReadOnlyList<string> Incidents { get; }

    /// <summary>The array with the pipeline's entity.</summary>
    public string PipelineEntity { get; }

    /// <summary>When the fact was so.</summary>
    public string Time { get; }

    /// <summary>When the collector got it.</summary>
    public string Receipt { get; }

    /// <summary>The end of keyword fields' names: as it is set, or as <see cref="MappingCheck"/> found it.</summary>
    public string Suffix { get; }

    /// <summary>The pipeline's name, the join key: there or not.</summary>
    public string Pipeline => $"{PipelineEntity}.name";

    /// <summary>The event's id, to group by.</summary>
    public string EventIdKeyword => "event_id" + Suffix;

    /// <summary>The pipeline's name, to group by.</summary>
    public string PipelineKeyword => Pipeline + Suffix;

    /// <summary>What happened to an object: there or not.</summary>
    public string EventName => ObjectEvent + (IsIgluCentral ? ".eventName" : ".event_name");

    /// <summary>What happened to an object, to compare with.</summary>
    public string EventNameKeyword => EventName + Suffix;

    /// <summary>How many bytes the object has.</summary>
    public string Size => ObjectEvent + (IsIgluCentral ? ".s3.object.size" : ".size");

    /// <summary>The bucket's name.</summary>
    public string Bucket => ObjectEvent + (IsIgluCentral ? ".s3.bucket.name" : ".bucket");

    /// <summary>The object's key: decoded in our layout, form-encoded in Iglu Central's.</summary>
    public string Key => ObjectEvent + (IsIgluCentral ? ".s3.object.key" : ".key");

    /// <summary>What a pipeline reads, as a capacity states it.</summary>
    public string Inputs => $"{Capacity}.inputs";

    /// <summary>Since when a capacity holds.</summary>
    public string EffectiveFrom => $"{Capacity}.effective_from";

    /// <summary>What a pipeline can take.</summary>
    public string BytesPerHour => $"{Capacity}.bytes_per_hour";

    /// <summary>The source's name in what is told of no pipeline, to group by.</summary>
    public string SourceKeyword => $"{Incident}.source{Suffix}";

    /// <summary>What a setting is called where it is set. Asked when a message is written, so that the server's words in it stay as they are.</summary>
    public string Called(string setting) => Names.Of(setting);

    /// <summary>The same with another end of keyword fields' names.</summary>
    public ElasticsearchFields WithSuffix(string suffix) => suffix == Suffix ? this : new ElasticsearchFields(this, suffix);

    private static IEnumerable<IgluUri> Models(IgluUri schema)
    {
        int model = int.Parse(schema.Version.AsSpan(0, schema.Version.IndexOf('-', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);
        while (--model >= 1)
        {
            yield return IgluUri.Parse($"iglu:{schema.Vendor}/{schema.Name}/{schema.Format}/{model}-0-0");
        }
    }
}
