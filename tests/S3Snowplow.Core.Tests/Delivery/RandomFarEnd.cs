using System.Collections.Concurrent;
using S3Snowplow.Core.Tests.Rig;
using S3Snowplow.Delivery;

namespace S3Snowplow.Core.Tests.Delivery;

/// <summary>Answers at random, by a seed, and knows what it accepted. Some events it never bears: one in 500 is refused, one in 700 makes it fail.</summary>
internal sealed class RandomFarEnd(int seed)
{
    private readonly Random _random = new(seed);
    private readonly ConcurrentDictionary<int, byte> _accepted = new();

    public bool Accepted(int number) => _accepted.ContainsKey(number);

    public CollectorAnswer? Answer(ScriptedAttempt attempt)
    {
        int dice;
        lock (_random)
        {
            dice = _random.Next(100);
        }

        if (dice < 55)
        {
            return Judge(attempt);
        }

        return dice switch
        {
            < 65 => Answers.Status(503),
            < 70 => Answers.Status(429, TimeSpan.FromMilliseconds(dice)),
            < 75 => Answers.Silence,
            < 80 => Answers.Status(404),
            < 82 => Answers.Status(413),
            < 84 => throw new InvalidOperationException("a transport with a mind of its own"),
            < 92 => Later(attempt),
            _ => Accept(attempt, Answers.Status(500)),
        };
    }

    private CollectorAnswer Judge(ScriptedAttempt attempt) =>
        attempt.Numbers.Any(number => number % 500 == 7) ? Answers.Status(422)
        : attempt.Numbers.Any(number => number % 700 == 9) ? Answers.Status(500)
        : Accept(attempt, Answers.Ok);

    // Answered from elsewhere, at once or never: then the scopes' deadlines call the request off, or nobody does and the budget ends.
    private CollectorAnswer? Later(ScriptedAttempt attempt)
    {
        Accept(attempt, Answers.Ok);
        _ = Task.Run(() => attempt.Answer(Answers.Ok));
        return null;
    }

    private CollectorAnswer Accept(ScriptedAttempt attempt, CollectorAnswer answer)
    {
        foreach (int number in attempt.Numbers)
        {
            _accepted[number] = 0;
        }

        return answer;
    }
}
