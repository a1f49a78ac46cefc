using System.Runtime.CompilerServices;

namespace S3Snowplow.Tests.Shared;

/// <summary>
/// How tests wait: for a signal, or for a state that has no signal, never for a time. Whoever runs out of patience has failed, and says what was waited for. The limit
/// ends a test that hangs and proves nothing; it is long, because a busy machine may be slow.
/// </summary>
internal static class Patience
{
    /// <summary>After this long a wait has failed.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    // Between two looks at a state that tells nobody when it changes.
    private static readonly TimeSpan NextLook = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits for the task.</summary>
    /// <param name="task">What is waited for.</param>
    /// <param name="what">Its name in the failure; by default the code that is awaited.</param>
    /// <exception cref="TimeoutException">It did not come within <see cref="Limit"/>.</exception>
    public static async Task Within(this Task task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        try
        {
            await task.WaitAsync(Limit, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException exception) when (!task.IsFaulted)
        {
            throw new TimeoutException($"Waited {Limit} for: {what}.", exception);
        }
    }

    /// <inheritdoc cref="Within(Task, string)"/>
    public static async Task<T> Within<T>(this Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await ((Task)task).Within(what).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    /// <summary>Waits until the condition holds.</summary>
    /// <param name="condition">Looks, which takes no time.</param>
    /// <param name="what">What is waited for.</param>
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), static isSo => isSo, what);

    /// <summary>Looks again and again until what is seen is as wanted.</summary>
    /// <param name="look">Asks somebody, which may take some time.</param>
    /// <param name="isWanted">Whether it is as wanted.</param>
    /// <param name="what">What is waited for.</param>
    /// <returns>What was seen at last.</returns>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> isWanted, string what)
    {
        for (long started = TimeProvider.System.GetTimestamp(); ;)
        {
            T seen = await look().Within(what);
            if (isWanted(seen))
            {
                return seen;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, $"Waited {Limit} for: {what}; it is {seen}.");
            await Task.Delay(NextLook, TimeProvider.System);
        }
    }
}
