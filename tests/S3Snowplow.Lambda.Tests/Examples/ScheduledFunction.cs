namespace S3Snowplow.Lambda.Tests.Examples;

/// <summary>The program of the package's README, compiled.</summary>
internal static class ScheduledFunction
{
    public static async Task<int> RunAsync()
    {
        // example: scheduled
        return await LambdaFunction.RunAsync(options =>
        {
            options.Relay.Filter.KeySuffix = ".csv";
            options.OnScheduledEvent = (invocation, emitter, cancellationToken) =>
            {
                Console.WriteLine($"Scheduled, {invocation.Remaining().TotalSeconds:0} s left.");
                return Task.CompletedTask;
            };
        });
        // end
    }
}
