namespace S3Snowplow;

/// <summary>How the JSON of an event and of its entities stands in the tp2 parameters.</summary>
public enum EventEncoding
{
    /// <summary>As JSON text, in <c>ue_pr</c> and <c>co</c>: readable in logs and about a sixth smaller.</summary>
    Json,

    /// <summary>As base64 with the URL-safe alphabet and without padding, in <c>ue_px</c> and <c>cx</c>.</summary>
    Base64,
}
