using Microsoft.Extensions.Logging;
using S3Snowplow.Diagnostics;

namespace S3Snowplow;

/// <summary>Tells the log and the metrics what of a notification could not be read.</summary>
internal static class ProblemReport
{
    public static void Tell(NotificationDelivery delivery, RelayContext context)
    {
        const int MaxLogged = 10;
        foreach (NotificationProblem problem in delivery.Problems.Take(MaxLogged))
        {
            Log.Problem(context.Logger, delivery.Notification.Id, problem.Kind, problem.Path, problem.Offset, problem.Reason);
        }

        if (delivery.ProblemCount > MaxLogged)
        {
            Log.MoreProblems(context.Logger, delivery.Notification.Id, delivery.ProblemCount - MaxLogged);
        }

        foreach (IGrouping<NotificationProblemKind, NotificationProblem> kind in delivery.Problems.GroupBy(problem => problem.Kind))
        {
            context.Metrics.Problem(kind.Key, kind.Count());
        }

        if (delivery.ProblemCount > delivery.Problems.Count)
        {
            context.Metrics.FurtherProblems(delivery.ProblemCount - delivery.Problems.Count);
        }
    }
}
