using S3Snowplow.Capacity;
using S3Snowplow.Capacity.Aws;
using S3Snowplow.Lambda;

// example: program
return await LambdaFunction.RunAsync(options =>
{
    CapacityFunction capacity = CapacityFunction.FromEnvironment(
        settings =>
        {
            settings.ChannelTypes.Add(SnsAlertChannel.Registration);
            settings.State = S3JudgeState.FromEnvironment();
        },
        options.LoggerFactory);
    options.OnScheduledEvent = (invocation, emitter, cancellationToken) => capacity.RunAsync(emitter, invocation.Remaining(), cancellationToken);
});
// end
