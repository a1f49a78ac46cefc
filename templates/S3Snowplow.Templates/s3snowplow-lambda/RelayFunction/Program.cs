using S3Snowplow.Lambda;

return await LambdaFunction.RunAsync();
