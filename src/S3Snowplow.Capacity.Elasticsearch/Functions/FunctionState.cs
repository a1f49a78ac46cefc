namespace S3Snowplow.Capacity;

/// <summary>The judge's state that the variable <c>JUDGE_STATE</c> names: <c>elasticsearch:INDEX</c>. Those of other packages, such as <c>s3://BUCKET/KEY</c>, are set by the program.</summary>
internal static class FunctionState
{
    /// <summary>The variable.</summary>
    public const string Variable = "JUDGE_STATE";

    private const string Prefix = "elasticsearch:";

    /// <summary>Makes it.</summary>
    /// <param name="place">What the variable says.</param>
    /// <param name="options">The cluster.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <returns>The state; <see langword="null"/> where something is wrong with it, or with the cluster's settings.</returns>
    public static ElasticsearchJudgeState? Create(string place, ElasticsearchOptions options, List<string> errors)
    {
        if (!place.StartsWith(Prefix, StringComparison.Ordinal))
        {
            errors.Add($"{Variable} is of a form for which nothing is in this program (not printed here); allowed: {Prefix}INDEX, or s3://BUCKET/KEY where the program sets S3Snowplow.Capacity.Aws' S3JudgeState.");
            return null;
        }

        string index = place[Prefix.Length..];
        if (StateIndex.Problem(index, options.IndexPattern, FunctionSettings.SettingNames) is { } problem)
        {
            errors.Add($"{Variable} is not usable: {problem}");
            return null;
        }

        if (options.Address is null)
        {
            errors.Add($"{Variable} names an index, and ELASTICSEARCH_URI is not set; set both, or another place for the state.");
            return null;
        }

        // What is wrong with the cluster's settings is told once, by them.
        return options.Validate(FunctionSettings.SettingNames).Count > 0 ? null : new ElasticsearchJudgeState(options, index);
    }
}
