using System.Runtime.InteropServices;

namespace S3Snowplow.Diagnostics;

/// <summary>What changed in the books of an emitter since it was measured last.</summary>
[StructLayout(LayoutKind.Auto)]
internal record struct BookChanges(int Accepted, int Delivered, int Rejected, int Expired, int Abandoned, int Late, int Held, long HeldBytes)
{
    private const int Reasons = (int)OutcomeReason.Other + 1;

    /// <summary>How many were not delivered, by outcome and reason; <see langword="null"/> while all were.</summary>
    private int[]? Undelivered { get; set; }

    /// <summary>How many settled so, and for this reason. Of what was delivered, nothing.</summary>
    public readonly int this[DeliveryOutcome outcome, OutcomeReason reason] => Undelivered?[((int)outcome * Reasons) + (int)reason] ?? 0;

    /// <summary>Whether anything was not delivered.</summary>
    public readonly bool HasUndelivered => Undelivered is not null;

    /// <summary>Counts events that have settled.</summary>
    public void Count(DeliveryOutcome outcome, OutcomeReason reason, int count)
    {
        if (count == 0)
        {
            return;
        }

        switch (outcome)
        {
            case DeliveryOutcome.Delivered:
                Delivered += count;
                return;
            case DeliveryOutcome.Rejected:
                Rejected += count;
                break;
            case DeliveryOutcome.Expired:
                Expired += count;
                break;
            default:
                Abandoned += count;
                break;
        }

        Undelivered ??= new int[((int)DeliveryOutcome.Abandoned + 1) * Reasons];
        Undelivered[((int)outcome * Reasons) + (int)reason] += count;
    }
}
