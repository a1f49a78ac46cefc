namespace S3Snowplow.Capacity.Reading;

/// <summary>Gathers what is wrong in a file, so that it is all told at once.</summary>
/// <param name="file">The file that is read.</param>
internal sealed class BandsErrors(string file)
{
    private const int Max = 20;
    private readonly List<BandsError> _errors = [];

    public string File => file;

    public bool Any => Count > 0;

    /// <summary>How many errors there were, those beyond the ones that are told included.</summary>
    public int Count { get; private set; }

    /// <summary>What was gathered, in the order of files and places.</summary>
    public IReadOnlyList<BandsError> Sorted =>
        [.. _errors.OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Line).ThenBy(error => error.Column)];

    public void Add(ConfigNode at, string message) => Add(at.File, at.Line, at.Column, message);

    public void Add(int line, int column, string message) => Add(file, line, column, message);

    public void Add(string inFile, int line, int column, string message)
    {
        Count++;
        if (_errors.Count < Max)
        {
            _errors.Add(new BandsError(inFile, line, column, message));
        }
    }

    /// <summary>Takes over what others gathered.</summary>
    public void AddAll(BandsErrors others)
    {
        foreach (BandsError error in others._errors)
        {
            Add(error.File, error.Line, error.Column, error.Message);
        }
    }

    /// <summary>Throws what was gathered, if anything was.</summary>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new BandsException(Sorted);
        }
    }
}
