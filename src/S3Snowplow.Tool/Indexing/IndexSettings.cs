namespace S3Snowplow.Tool;

/// <summary>What the command line of <c>index</c> asked for.</summary>
/// <param name="Micro">The address of Snowplow Micro.</param>
/// <param name="Elasticsearch">The address of Elasticsearch or OpenSearch.</param>
/// <param name="Index">The index, or its name's beginning where there is a suffix.</param>
/// <param name="DateSuffix">What is put behind it, as a date format; nothing without.</param>
/// <param name="ApiKey">The API key for Elasticsearch; none without.</param>
internal sealed record IndexSettings(Uri Micro, Uri Elasticsearch, string Index, string? DateSuffix = null, string? ApiKey = null)
{
    /// <summary>Micro's address, with a slash at its end.</summary>
    public Uri MicroRoot => AddressOption.Root(Micro);

    /// <summary>Elasticsearch's address, with a slash at its end.</summary>
    public Uri ElasticsearchRoot => AddressOption.Root(Elasticsearch);

    /// <summary>A message for each setting that is wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (Index.Length == 0 || Index[0] is '_' or '-' or '+' || Index.Any(letter => !char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter is not ('-' or '_' or '.')))
        {
            yield return $"--index is '{Index}'; lower case letters, digits, '-', '_' and '.' are allowed, the first a letter or a digit.";
        }

        if (DateSuffix is { } suffix && !IndexName.IsFormat(suffix))
        {
            yield return $"--date-suffix is '{suffix}'; yyyy, MM, dd and HH with '-', '_' or '.' between or before them are allowed, for example -yyyy-MM-dd. Like the loader, it puts nothing between the index and the date.";
        }
    }
}
