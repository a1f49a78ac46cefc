namespace S3Snowplow.Tool;

/// <summary>One thing that the doctor looks at.</summary>
internal interface IDoctorCheck
{
    /// <summary>What it is called in the table.</summary>
    string Name { get; }

    /// <summary>Looks. Changes nothing that lasts.</summary>
    Task<Finding> LookAsync(CancellationToken cancellationToken);
}
