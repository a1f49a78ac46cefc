namespace S3Snowplow.IntegrationTests.DocExamples;

// Stand-ins with the shape of Amazon.Lambda.S3Events (as much of it as the example uses), and of a queue library that hands out parsed messages.
// With the package, delete the model and write: using Amazon.Lambda.S3Events;

internal sealed class S3Event
{
    public List<S3EventNotificationRecord> Records { get; set; } = [];

    internal sealed class S3EventNotificationRecord
    {
        public string? EventVersion { get; set; }

        public string? EventSource { get; set; }

        public string? AwsRegion { get; set; }

        public DateTime EventTime { get; set; }

        public string? EventName { get; set; }

        public ResponseElementsEntity? ResponseElements { get; set; }

        public S3Entity? S3 { get; set; }
    }

    internal sealed class ResponseElementsEntity
    {
        [System.Text.Json.Serialization.JsonPropertyName("x-amz-request-id")]
        public string? XAmzRequestId { get; set; }
    }

    internal sealed class S3Entity
    {
        public string? ConfigurationId { get; set; }

        public S3BucketEntity? Bucket { get; set; }

        public S3ObjectEntity? Object { get; set; }
    }

    internal sealed class S3BucketEntity
    {
        public string? Name { get; set; }
    }

    internal sealed class S3ObjectEntity
    {
        /// <summary>Form-encoded, as S3 sent it.</summary>
        public string? Key { get; set; }

        /// <summary>0 also where the notification has none.</summary>
        public long Size { get; set; }

        public string? ETag { get; set; }

        public string? VersionId { get; set; }

        public string? Sequencer { get; set; }
    }
}

/// <summary>A queue library of someone else's that parses for you.</summary>
internal interface IS3EventQueue
{
    IAsyncEnumerable<S3EventMessage> ReceiveAsync(CancellationToken cancellationToken);

    Task DeleteAsync(S3EventMessage message);

    Task ReturnAsync(S3EventMessage message);
}

internal sealed record S3EventMessage(string Id, S3Event Body);
