namespace S3Snowplow.Capacity;

/// <summary>Whether requests are signed by Signature Version 4 of AWS, and for which service.</summary>
public enum ElasticsearchSigning
{
    /// <summary>They are not signed.</summary>
    None,

    /// <summary>For a domain of Amazon OpenSearch Service, OpenSearch or Elasticsearch (service <c>es</c>).</summary>
    Es,

    /// <summary>For a collection of Amazon OpenSearch Serverless (service <c>aoss</c>).</summary>
    Aoss,
}
