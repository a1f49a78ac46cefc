using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace S3Snowplow.Tool;

/// <summary>
/// What the parts of a command log, in the words of a command line and one line each: what goes on with the collector at once, warnings and errors up to three of a kind. What a command's result tells is left out.
/// </summary>
/// <param name="errors">Standard error.</param>
/// <param name="collector">The collector, as it may be printed.</param>
/// <param name="budget">How long an event is tried.</param>
internal sealed class RunLog(TextWriter errors, string collector, TimeSpan budget) : ILoggerProvider, ILogger
{
    private const int MostOfAKind = 3;

    // Ids of S3Snowplow.Core's messages, see its Log.
    private const int Retrying = 1020;
    private const int Misdirected = 1021;
    private const int Recovered = 1022;

    // Problems of notifications and outcomes of events, which the result has.
    private static readonly int[] InResult = [1001, 1002, 1010, 1011, 1012];

    private readonly ConcurrentDictionary<int, int> _said = new();
    private readonly Lock _gate = new();

    /// <summary>A factory that logs here.</summary>
    /// <param name="silent">Names of categories, from their beginning on, whose messages the command's result has.</param>
    public ILoggerFactory Factory(params string[] silent) => LoggerFactory.Create(builder =>
    {
        builder.SetMinimumLevel(LogLevel.Information).AddProvider(this);
        foreach (string category in silent)
        {
            builder.AddFilter(category, LogLevel.None);
        }
    });

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        string? line = eventId.Id switch
        {
            Retrying => $"The collector {collector} takes nothing ({Answer(state)}). It is tried for {budget.TotalSeconds:0} s before this gives up; nothing is lost meanwhile.",
            Misdirected => $"What answers at {collector} is no collector ({Answer(state)}). Check --collector, and that it has no path. It is tried for {budget.TotalSeconds:0} s before this gives up; nothing is lost meanwhile.",
            Recovered => $"The collector {collector} takes events again.",
            int id when InResult.Contains(id) => null,
            _ when logLevel >= LogLevel.Warning => formatter(state, exception) + (exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})"),
            _ => null,
        };
        int count = line is null ? 0 : _said.AddOrUpdate(eventId.Id, 1, static (_, before) => before + 1);
        if (count is > 0 and <= MostOfAKind)
        {
            lock (_gate)
            {
                errors.WriteLine(line!.ReplaceLineEndings(" ") + (count == MostOfAKind ? " (More of this kind is not printed.)" : ""));
            }
        }
    }

    private static object? Answer<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> values ? values.FirstOrDefault(value => value.Key == "Answer").Value : null;
}
