using System.Text;

namespace S3Snowplow.Tool;

/// <summary>Splits CSV into the fields of one row at a time (RFC 4180): commas, quotes doubled inside of quotes, line ends inside of quotes kept.</summary>
/// <param name="text">The text.</param>
internal sealed class CsvFields(TextReader text)
{
    // A key has 1,024 bytes, an access control list some kilobytes.
    private const int LongestField = 1024 * 1024;

    private readonly char[] _buffer = new char[32 * 1024];
    private readonly StringBuilder _field = new();
    private int _at;
    private int _length;

    /// <summary>The fields of the row that was read last.</summary>
    public List<string> Values { get; } = [];

    /// <summary>Reads the next row; <see langword="false"/> at the end. An empty line is skipped.</summary>
    /// <exception cref="FormatException">A quote is not closed, or a field is longer than a megabyte.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        Values.Clear();
        _field.Clear();
        (bool isQuoted, bool wasQuoted) = (false, false);
        while (true)
        {
            if (_at == _length)
            {
                (_at, _length) = (0, await text.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false));
                if (_length == 0)
                {
                    return isQuoted ? throw new FormatException("a quote is not closed") : Finish(wasQuoted);
                }
            }

            if (Step(ref isQuoted, ref wasQuoted))
            {
                return true;
            }
        }
    }

    // Goes through what is in the buffer; true at the end of a row.
    private bool Step(ref bool isQuoted, ref bool wasQuoted)
    {
        while (_at < _length)
        {
            ReadOnlySpan<char> rest = _buffer.AsSpan(_at, _length - _at);
            int run = isQuoted ? rest.IndexOf('"') : rest.IndexOfAny('"', ',', '\n');
            run = run < 0 ? rest.Length : run;
            if (_field.Length + run > LongestField)
            {
                throw new FormatException("a field is longer than a megabyte");
            }

            _field.Append(rest[..run]);
            _at += run;
            if (_at == _length)
            {
                return false;
            }

            switch (_buffer[_at++])
            {
                case '"':
                    // A quote right behind a closed one is a quote of the field's.
                    if (!isQuoted && wasQuoted)
                    {
                        _field.Append('"');
                    }

                    (isQuoted, wasQuoted) = (!isQuoted, true);
                    break;
                case ',':
                    Add();
                    wasQuoted = false;
                    break;
                default:
                    if (Finish(wasQuoted))
                    {
                        return true;
                    }

                    wasQuoted = false;
                    break;
            }
        }

        return false;
    }

    private bool Finish(bool wasQuoted)
    {
        // Lines may end with a carriage return too.
        if (_field.Length > 0 && _field[^1] == '\r')
        {
            _field.Length--;
        }

        if (Values.Count == 0 && _field.Length == 0 && !wasQuoted)
        {
            return false;
        }

        Add();
        return true;
    }

    private void Add()
    {
        Values.Add(_field.ToString());
        _field.Clear();
    }
}
