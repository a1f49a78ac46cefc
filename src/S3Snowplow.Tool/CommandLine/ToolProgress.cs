using System.Globalization;
using S3Snowplow.Capacity.Alerts;

namespace S3Snowplow.Tool;

/// <summary>Tells how far something is: how much, at which rate, and how long it will still take where the whole is known. One changing line in a terminal, elsewhere a line every ten seconds.</summary>
/// <remarks>Safe for use by several threads. Says nothing in the first second.</remarks>
internal sealed class ToolProgress : IDisposable
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan InTerminal = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(10);

    private readonly TextWriter _errors;
    private readonly bool _isTerminal;
    private readonly TimeProvider _time;
    private readonly string _what;
    private readonly string _unit;
    private readonly long _began;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private long _done;
    private long _total;
    private int _width;
    private bool _isOver;

    public ToolProgress(TextWriter errors, bool isTerminal, TimeProvider time, string what, string unit, long? total)
    {
        (_errors, _isTerminal, _time, _what, _unit, _total, _began) = (errors, isTerminal, time, what, unit, total ?? -1, time.GetTimestamp());
        _timer = time.CreateTimer(_ => Show(), null, FirstAfter, isTerminal ? InTerminal : Elsewhere);
    }

    /// <summary>How much is done.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Adds to what is done.</summary>
    public void Add(long count = 1) => Interlocked.Add(ref _done, count);

    /// <summary>Sets what is done.</summary>
    public void Set(long count) => Interlocked.Exchange(ref _done, count);

    /// <summary>Sets the whole, once it is known.</summary>
    public void SetTotal(long total) => Interlocked.Exchange(ref _total, total);

    /// <summary>Writes a line for people between the lines of progress.</summary>
    public void Line(string text)
    {
        lock (_gate)
        {
            Clear();
            _errors.WriteLine(text);
        }
    }

    /// <summary>Ends it: in a terminal its line is gone.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _isOver = true;
            Clear();
        }
    }

    /// <summary>The line as it would be shown now.</summary>
    internal string Text()
    {
        double seconds = Math.Max(_time.GetElapsedTime(_began).TotalSeconds, 0.001);
        (long done, long total) = (Done, Interlocked.Read(ref _total));
        double rate = done / seconds;
        string line = string.Create(CultureInfo.InvariantCulture, $"{_what} {Amount(done)}{(total >= 0 ? $" of {Amount(total)}" : "")}, {Amount((long)rate)}/s");
        return total > done && rate > 0
            ? line + $", {Remaining((total - done) / rate)} left"
            : line;
    }

    private string Amount(long count) => _unit == "bytes" ? AlertWords.Size(count, isBinary: false) : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {_unit}");

    private static string Remaining(double seconds) => seconds switch
    {
        < 100 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):0} s"),
        < 100 * 60 => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds / 60):0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
    };

    private void Show()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            string text = Text();
            if (_isTerminal)
            {
                _errors.Write("\r" + text.PadRight(_width));
                _width = text.Length;
            }
            else
            {
                _errors.WriteLine(text);
            }

            _errors.Flush();
        }
    }

    private void Clear()
    {
        if (_isTerminal && _width > 0)
        {
            _errors.Write("\r" + new string(' ', _width) + "\r");
            _width = 0;
        }
    }
}
