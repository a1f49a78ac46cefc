using System.Runtime.CompilerServices;
using S3Snowplow.Hosting.Spool;

namespace S3Snowplow.Tool;

/// <summary>The rejected notifications of a spool, those that are in it at the start. What is delivered is removed; everything else stays.</summary>
internal sealed class RejectedSource(NotificationSpool spool) : IObjectEventSource
{
    public async IAsyncEnumerable<Notification> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await spool.Recovered.WaitAsync(cancellationToken);
        SpoolStore rejected = spool.RejectedStore;
        long last = rejected.Database.Measure().Last;
        for (long number = 0; rejected.Database.ReadAfter(number, 1) is [var one] && one.Number <= last && !cancellationToken.IsCancellationRequested; number = one.Number)
        {
            // What the disk has damaged stays where it is.
            if (one.IsDamaged)
            {
                continue;
            }

            yield return new Notification(one.Body, one.Id, result =>
            {
                if (result.ShouldAcknowledge)
                {
                    rejected.Delete(one);
                }

                return ValueTask.CompletedTask;
            })
            {
                TraceContext = one.TraceContext,
            };
        }
    }
}
