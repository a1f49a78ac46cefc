using S3Snowplow.Lambda;

#if LOCAL_RUN
if (args is ["--local", .. string[] files])
{
    return await S3Snowplow.LambdaSample.LocalRun.RunAsync(files, Console.Out);
}
#endif

return await LambdaFunction.RunAsync();
