namespace S3Snowplow.Capacity.Reading;

/// <summary>Gathers what is wrong in a file, so that it is all told at once.</summary>
internal sealed class BandsErrors(string file)
{
    private const int Max = 20;
    private readonly List<BandsError> _errors = [];

    public bool Any => _errors.Count > 0;

    public void Add(ConfigNode at, string message) => Add(at.Line, at.Column, message);

    public void Add(int line, int column, string message)
    {
        if (_errors.Count < Max)
        {
            _errors.Add(new BandsError(file, line, column, message));
        }
    }

    /// <summary>Throws what was gathered, if anything was.</summary>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new BandsException([.. _errors.OrderBy(error => error.Line).ThenBy(error => error.Column)]);
        }
    }
}
