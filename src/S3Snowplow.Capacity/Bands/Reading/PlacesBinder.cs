namespace S3Snowplow.Capacity.Reading;

/// <summary>Makes inputs and outputs of a list.</summary>
internal sealed class PlacesBinder(BandsErrors errors)
{
    private readonly ConfigChecks _checks = new(errors);

    /// <summary>Buckets and prefixes, with the nodes of the buckets.</summary>
    /// <param name="list">The list, if there is one.</param>
    /// <param name="word">What its items are: <c>input</c> or <c>output</c>.</param>
    public (List<PipelineInput> Places, List<ConfigNode> Nodes) Read(ConfigNode? list, string word)
    {
        List<PipelineInput> places = [];
        List<ConfigNode> nodes = [];
        if (list is null || !_checks.IsKind(list, ConfigKind.List, "a list of { bucket: …, prefix: … }"))
        {
            return (places, nodes);
        }

        foreach (ConfigNode item in list.Items)
        {
            if (!_checks.IsKind(item, ConfigKind.Map, "{ bucket: …, prefix: … }"))
            {
                continue;
            }

            _checks.Members(item, "bucket", "prefix");
            ConfigNode? bucket = item.Find("bucket");
            ConfigNode? prefix = item.Find("prefix");
            if (bucket is null)
            {
                errors.Add(item, $"The {word} has no bucket. Allowed: a bucket's name, or the beginning of one with a * behind it.");
            }
            else if (IsBucket(bucket) && (prefix is null || _checks.IsKind(prefix, ConfigKind.Scalar, "what the keys begin with")))
            {
                places.Add(new PipelineInput(bucket.Text, prefix?.Text ?? ""));
                nodes.Add(bucket);
            }
        }

        return (places, nodes);
    }

    private bool IsBucket(ConfigNode bucket)
    {
        if (!_checks.IsKind(bucket, ConfigKind.Scalar, "a bucket's name"))
        {
            return false;
        }

        int star = bucket.Text.IndexOf('*', StringComparison.Ordinal);
        if (bucket.Text.Length == 0 || bucket.Text.Contains('/', StringComparison.Ordinal) || (star >= 0 && star != bucket.Text.Length - 1))
        {
            errors.Add(bucket, $"'{bucket.Text}' is no bucket. Allowed: a bucket's name, or the beginning of one with a single * at its end.");
            return false;
        }

        return true;
    }
}
