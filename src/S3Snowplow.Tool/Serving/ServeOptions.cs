namespace S3Snowplow.Tool;

/// <summary>What <c>serve</c> has beside the settings of the packages. Section <c>S3Snowplow</c>.</summary>
internal sealed class ServeOptions
{
    /// <summary>The folder with everything that has to outlive the process: the spool, the judge's state with its journal, since when bands hold. Each of them may be set elsewhere.</summary>
    /// <value>Default: <c>data</c> beside the file of settings, or in the working directory without one.</value>
    public string? DataFolder { get; set; }
}
