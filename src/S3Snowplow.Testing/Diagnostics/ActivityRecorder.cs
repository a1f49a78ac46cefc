using System.Collections.Concurrent;
using System.Diagnostics;

namespace S3Snowplow.Testing;

/// <summary>Keeps the activities (spans) of one source that stop between its making and its disposal. All are sampled, with all their data.</summary>
/// <remarks>
/// Sources are global to the process: where tests run in parallel, let <c>keep</c> choose the test's own, for instance by the trace id of an activity that
/// the test started.
/// </remarks>
public sealed class ActivityRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivityListener _listener;

    /// <summary>Listens to every source of this name, present or made later.</summary>
    /// <param name="sourceName">The exact name.</param>
    /// <param name="keep">Which stopped activities to keep; <see langword="null"/> for all.</param>
    public ActivityRecorder(string sourceName, Func<Activity, bool>? keep = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(sourceName);
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == sourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            SampleUsingParentId = static (ref ActivityCreationOptions<string> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (keep is null || keep(activity))
                {
                    _stopped.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The stopped activities, in the order in which they stopped: children before their parent.</summary>
    public IReadOnlyList<Activity> Activities => [.. _stopped];

    /// <summary>Stops listening. What was kept stays readable.</summary>
    public void Dispose() => _listener.Dispose();
}
