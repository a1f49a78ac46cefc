namespace S3Snowplow.Benchmarks.Startup;

/// <summary>A program that is started again and again.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Size">The bytes of what is deployed: the binary, or the published folder without symbols.</param>
/// <param name="IsFunction">Whether it takes invocations; one that does not is timed from its start to its end.</param>
internal sealed record StartupArm(string Name, string FileName, IReadOnlyList<string> Arguments, long Size, bool IsFunction = true);

/// <summary>What one start took.</summary>
/// <param name="Answered">Milliseconds from the start to the first answer, or to the end of a program that takes no invocations.</param>
/// <param name="PeakMemory">The most memory resident, in bytes, when it had answered first.</param>
internal readonly record struct StartCost(double Answered, double PeakMemory);

/// <summary>What a process took that went on after its start.</summary>
/// <param name="Warm">Microseconds from an invocation to its answer, the median.</param>
/// <param name="PeakMemory">The most memory resident after all invocations, in bytes.</param>
internal readonly record struct WarmCost(double Warm, double PeakMemory);
