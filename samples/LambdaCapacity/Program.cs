using S3Snowplow.Capacity;
using S3Snowplow.Lambda;

// example: program
return await LambdaFunction.RunAsync(options =>
{
    CapacityFunction capacity = CapacityFunction.FromEnvironment(loggerFactory: options.LoggerFactory);
    options.OnScheduledEvent = (invocation, emitter, cancellationToken) => capacity.RunAsync(emitter, invocation.Remaining(), cancellationToken);
});
// end
